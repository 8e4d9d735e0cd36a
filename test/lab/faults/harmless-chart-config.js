import {all, newFile, newObjects} from '../injections.js';

export default {
	id: 'harmless-chart-config',
	about: 'a HelmChartConfig that sets what the chart knows',
	node: 'server',
	expect: 'nothing',
	...all(
		newFile(
			'/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml',
			`apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-canal
  namespace: kube-system
spec:
  valuesContent: |-
    flannel:
      iface: eth0
`,
			0o600,
		),
		newObjects('helmchartconfigs', [
			{
				metadata: {name: 'rke2-canal', namespace: 'kube-system'},
				spec: {valuesContent: 'flannel:\n  iface: eth0\n'},
			},
		]),
	),
};

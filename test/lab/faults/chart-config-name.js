import {all, newFile, newObjects} from '../injections.js';

export default {
	id: 'chart-config-name',
	about: 'the HelmChartConfig is for canal, the chart is called rke2-canal',
	node: 'server',
	expect: {cause: 'rke2/chart-config#noSuchChart'},
	...all(
		newFile(
			'/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml',
			`apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: canal
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
				metadata: {name: 'canal', namespace: 'kube-system'},
				spec: {valuesContent: 'flannel:\n  iface: eth0\n'},
			},
		]),
	),
};

import {all, newFile, newObjects} from '../injections.js';

export default {
	id: 'chart-config-dotted',
	about: "the values are written as on helm's command line, with dots",
	node: 'server',
	expect: {cause: 'rke2/chart-config#dotted'},
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
    flannel.iface: eth0
`,
			0o600,
		),
		newObjects('helmchartconfigs', [
			{
				metadata: {name: 'rke2-canal', namespace: 'kube-system'},
				spec: {valuesContent: 'flannel.iface: eth0\n'},
			},
		]),
	),
};

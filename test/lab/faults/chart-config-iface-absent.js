import {all, newFile, newObjects} from '../injections.js';

export default {
	id: 'chart-config-iface-absent',
	about: 'flannel is told to use an interface that this node does not have',
	node: 'server',
	expect: {cause: 'interface/flannel-iface-configured#absent'},
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
      iface: ens192
`,
			0o600,
		),
		newObjects('helmchartconfigs', [
			{
				metadata: {name: 'rke2-canal', namespace: 'kube-system'},
				spec: {valuesContent: 'flannel:\n  iface: ens192\n'},
			},
		]),
	),
};

import {newFile} from '../injections.js';

export default {
	id: 'chart-config-values-broken',
	about: 'the values in valuesContent mix tabs and blanks',
	node: 'server',
	expect: {cause: 'rke2/manifest-invalid#valuesInvalid'},
	...newFile(
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
};

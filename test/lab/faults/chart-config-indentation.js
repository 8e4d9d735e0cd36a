import {newFile} from '../injections.js';

export default {
	id: 'chart-config-indentation',
	about: 'valuesContent is not indented: the values are no YAML',
	node: 'server',
	expect: {cause: 'rke2/manifest-invalid#unreadable'},
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
  iface: eth1
  regexIface: "
`,
		0o600,
	),
};

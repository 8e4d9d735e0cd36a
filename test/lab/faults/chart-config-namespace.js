import {newFile} from '../injections.js';

export default {
	id: 'chart-config-namespace',
	about: 'the HelmChartConfig is in the namespace default',
	node: 'server',
	expect: {cause: 'rke2/manifest-invalid#wrongNamespace'},
	...newFile(
		'/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml',
		`apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-canal
  namespace: default
spec:
  valuesContent: |-
    flannel:
      iface: eth0
`,
		0o600,
	),
};

import {newFile} from '../injections.js';

export default {
	id: 'chart-config-values-map',
	about: 'valuesContent is a mapping, not a text: the API refuses the HelmChartConfig',
	node: 'server',
	expect: {cause: 'rke2/manifest-invalid#refused'},
	...newFile(
		'/var/lib/rancher/rke2/server/manifests/site-settings.yaml',
		`apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-canal
  namespace: kube-system
spec:
  valuesContent:
    flannel:
      iface: eth0
`,
		0o600,
	),
};

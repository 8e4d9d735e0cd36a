/** Charts that RKE2 deploys or can deploy: https://github.com/rancher/rke2/blob/master/charts/chart_versions.yaml */
const names = [
	...['canal', 'calico', 'calico-crd', 'cilium', 'flannel', 'multus', 'coredns', 'metrics-server'],
	...['ingress-nginx', 'traefik', 'traefik-crd', 'runtimeclasses', 'security-responder', 'ovirt-csi-driver'],
	...['snapshot-controller', 'snapshot-controller-crd', 'snapshot-validation-webhook'],
].map(name => `rke2-${name}`);
const others = [
	'rancher-vsphere-cpi',
	'rancher-vsphere-csi',
	'harvester-cloud-provider',
	'harvester-csi-driver',
];

/** Whether RKE2 ships a chart of that name, deployed or not. */
export const isShippedChart = (name: string): boolean => names.includes(name) || others.includes(name);

import {stringify} from 'yaml';
import {fromLayers} from './cni.js';
import {inFamilies} from './families.js';

/** A tiny gzip stream in base64, where RKE2 embeds the whole chart. */
const chartContent = 'H4sIAAAAAAAAA0vOSCwqUUjOzytJzStRyE9TKMlIVchJTAIA421+DxgAAAA=';

const injected = ({network}) => ({
	'global.cattle.systemDefaultRegistry': '',
	'global.clusterCIDR': inFamilies(network, 'pods').join(),
	'global.clusterCIDRv4': network.pods,
	...(network.ipv6 !== undefined && {'global.clusterCIDRv6': network.ipv6.pods}),
	'global.clusterDNS': inFamilies(network, 'dns').join(),
	'global.clusterDomain': network.domain,
	'global.prime.enabled': 'false',
	'global.rke2DataDir': '/var/lib/rancher/rke2',
	'global.serviceCIDR': inFamilies(network, 'services').join(),
	'global.systemDefaultIngressClass': 'ingress-nginx',
	'global.systemDefaultRegistry': '',
});

const helmChart = (cluster, name, version, isBootstrap = true) => ({
	apiVersion: 'helm.cattle.io/v1',
	kind: 'HelmChart',
	metadata: {
		name,
		namespace: 'kube-system',
		annotations: {
			'helm.cattle.io/chart-url': `https://rke2-charts.rancher.io/assets/${name}/${name}-${version}.tgz`,
			'rke2.cattle.io/inject-cluster-config': 'true',
		},
	},
	spec: {
		bootstrap: isBootstrap,
		chartContent,
		failurePolicy: 'retry',
		forceConflicts: true,
		set: injected(cluster),
		takeOwnership: true,
	},
});

/** The charts that the cluster runs. */
export const helmChartsOf = cluster => [
	...fromLayers(cluster, 'charts', cluster.versions).map(({name, version, isBootstrap}) =>
		helmChart(cluster, name, version, isBootstrap),
	),
	helmChart(cluster, 'rke2-coredns', cluster.versions.corednsChart),
	helmChart(cluster, 'rke2-runtimeclasses', '0.1.000', false),
];

const stubs = {
	'rke2-ingress-nginx': '# disabled by configuration\n',
	'rke2-traefik': '# disabled by configuration\n',
	'rke2-traefik-crd': '# disabled by configuration\n',
	'rke2-snapshot-validation-webhook': '# rke2-snapshot-validation-webhook has been removed\n',
};

/** `server/manifests` of a server: only what is selected, and the stubs that RKE2 leaves. */
export const manifestFilesOf = cluster => [
	...helmChartsOf(cluster).map(chart => ({
		path: `/var/lib/rancher/rke2/server/manifests/${chart.metadata.name}.yaml`,
		content: stringify(chart),
		mode: 0o600,
	})),
	...Object.entries(stubs).map(([name, content]) => ({
		path: `/var/lib/rancher/rke2/server/manifests/${name}.yaml`,
		content,
		mode: 0o600,
	})),
];

/** Every node carries the pristine charts of all CNIs: no sign of what is selected. */
export const pristineChartFilesOf = (cluster, directory) =>
	[
		'rke2-canal',
		'rke2-calico',
		'rke2-calico-crd',
		'rke2-cilium',
		'rke2-flannel',
		'rke2-multus',
		'rke2-coredns',
	].map(name => ({
		path: `${directory}/charts/${name}.yaml`,
		content: stringify(helmChart(cluster, name, 'v0.0.0')),
		mode: 0o600,
	}));

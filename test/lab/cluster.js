import {macOf} from './identifiers.js';
import {podsOf} from './pods.js';

/** What RKE2 ships in a release, as far as the lab shows it. flannel answers health requests since August 2026. */
const releases = {
	'v1.35.7+rke2r1': {
		canalChart: 'v3.32.1-build2026072200',
		corednsChart: '1.46.201',
		calicoImage: 'rancher/hardened-calico:v3.32.1-build20260722',
		flannelImage: 'rancher/hardened-flannel:v0.28.8-build20260722',
		corednsImage: 'rancher/hardened-coredns:v1.14.3-build20260720',
		hasFlannelHealth: false,
	},
	'v1.35.8+rke2r1': {
		canalChart: 'v3.32.1-build2026081900',
		corednsChart: '1.47.003',
		calicoImage: 'rancher/hardened-calico:v3.32.1-build20260819',
		flannelImage: 'rancher/hardened-flannel:v0.28.9-build20260819',
		corednsImage: 'rancher/hardened-coredns:v1.14.3-build20260817',
		hasFlannelHealth: true,
	},
};

export const releaseNames = Object.keys(releases);

const network = {
	pods: '10.42.0.0/16',
	services: '10.43.0.0/16',
	dns: '10.43.0.10',
	domain: 'cluster.local',
	gateway: '10.0.0.254',
	overlayDevice: 'flannel.1',
	overlayMtu: 1450,
	podMtu: 1450,
};

const nodeOf = index => {
	const name = `node-${index + 1}`;
	return {
		name,
		role: index === 0 ? 'server' : 'agent',
		address: `10.0.0.${index + 1}`,
		secondAddress: `192.168.50.${index + 1}`,
		mac: macOf(`${name} eth0`),
		secondMac: macOf(`${name} eth1`),
		podCidr: `10.42.${index}.0/24`,
		overlayAddress: `10.42.${index}.0`,
		vtepMac: `9a:11:5e:00:00:0${index + 1}`,
	};
};

/** Endpoints are those of the pods that carry the label, or fixed addresses. */
const servicesOf = server => [
	{
		namespace: 'default',
		name: 'kubernetes',
		address: '10.43.0.1',
		ports: [{name: 'https', protocol: 'TCP', port: 443, target: 6443}],
		fixedEndpoints: [server.address],
	},
	{
		namespace: 'kube-system',
		name: 'rke2-coredns-rke2-coredns',
		address: network.dns,
		ports: [
			{name: 'udp-53', protocol: 'UDP', port: 53, target: 53},
			{name: 'tcp-53', protocol: 'TCP', port: 53, target: 53},
		],
		selector: {'k8s-app': 'kube-dns', 'app.kubernetes.io/instance': 'rke2-coredns'},
	},
];

/** The whole cluster as plain data; kernel objects, files and API objects are all made from it. */
export const describeCluster = ({size = 2, release = releaseNames[0], now = new Date()} = {}) => {
	const shipped = releases[release];
	if (shipped === undefined) {
		throw new Error(`expected one of the releases ${releaseNames.join(', ')}, got ${release}`);
	}
	const versions = {
		rke2: release,
		tag: release.replace('+', '-'),
		kubernetes: release,
		containerd: '2.2.2-k3s1',
		...shipped,
	};
	const nodes = Array.from({length: size}, (_, index) => nodeOf(index)).map(node => ({
		...node,
		pods: podsOf(node, versions),
	}));
	const startedAt = new Date(now.getTime() - 4 * 3600 * 1000);
	return {network, versions, startedAt, nodes, services: servicesOf(nodes[0])};
};

export const endpointsOf = (cluster, service) =>
	service.fixedEndpoints?.map(address => ({address})) ??
	cluster.nodes.flatMap(node =>
		node.pods
			.filter(pod => Object.entries(service.selector).every(([key, value]) => pod.labels[key] === value))
			.map(pod => ({address: pod.address, node, pod})),
	);

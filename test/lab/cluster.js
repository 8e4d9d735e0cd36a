import {fromLayers, loadKind, loadMultus} from './cni.js';
import {macOf} from './identifiers.js';
import {podsOf} from './pods.js';

/** What RKE2 ships in a release, as far as the lab shows it; each CNI knows its own versions. */
const releases = {
	'v1.35.7+rke2r1': {
		corednsChart: '1.46.201',
		corednsImage: 'rancher/hardened-coredns:v1.14.3-build20260720',
	},
	'v1.35.8+rke2r1': {
		corednsChart: '1.47.003',
		corednsImage: 'rancher/hardened-coredns:v1.14.3-build20260817',
	},
};

export const releaseNames = Object.keys(releases);

const baseNetwork = {
	pods: '10.42.0.0/16',
	services: '10.43.0.0/16',
	dns: '10.43.0.10',
	domain: 'cluster.local',
	gateway: '10.0.0.254',
};

const ipv6Network = {
	pods: '2001:cafe:42::/56',
	services: '2001:cafe:43::/112',
	dns: '2001:cafe:43::a',
	gateway: 'fd00::254',
};

const ipv6Of = ({number}) => {
	const index = number - 1;
	const podNetwork = index === 0 ? '2001:cafe:42::' : `2001:cafe:42:${index}::`;
	return {address: `fd00::${number}`, podCidr: `${podNetwork}/64`, podNetwork};
};

const nodeOf = index => {
	const name = `node-${index + 1}`;
	return {
		name,
		number: index + 1,
		role: index === 0 ? 'server' : 'agent',
		address: `10.0.0.${index + 1}`,
		secondAddress: `192.168.50.${index + 1}`,
		mac: macOf(`${name} eth0`),
		secondMac: macOf(`${name} eth1`),
		podCidr: `10.42.${index}.0/24`,
		podNetwork: `10.42.${index}.0`,
	};
};

/** Endpoints are those of the pods that carry the label, or fixed addresses. */
const servicesOf = (server, {ipv6}) => [
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
		address: baseNetwork.dns,
		...(ipv6 !== undefined && {addressV6: ipv6.dns}),
		ports: [
			{name: 'udp-53', protocol: 'UDP', port: 53, target: 53},
			{name: 'tcp-53', protocol: 'TCP', port: 53, target: 53},
		],
		selector: {'k8s-app': 'kube-dns', 'app.kubernetes.io/instance': 'rke2-coredns'},
	},
];

/** Identifies the cluster in fixtures: `canal`, `canal-multus`. */
const idOf = (kind, multus, families) =>
	[
		kind,
		...(multus === false ? [] : [multus === 'thick' ? 'multus-thick' : 'multus']),
		...(families.includes('ipv6') ? ['dual'] : []),
	].join('-');

/**
 * The whole cluster; kernel objects, files and API objects are all made from it. `cni` is a kind (a folder of `cni/`),
 * `multus` is `true` (thin) or `'thick'` for Multus above it, `families` the address families of pods and services,
 * `apiServer` a real one (`api/real-server.js`), `containerRuntime` a real one (`cri/real-runtime.js`) in place of the stand-ins.
 * Beside plain data it has `layers`, what the CNIs contribute, and `cni`, the first of them.
 */
export const describeCluster = async ({
	cni: kind = 'canal',
	multus = false,
	families = ['ipv4'],
	size = 2,
	release = releaseNames[0],
	now = new Date(),
	apiServer,
	containerRuntime,
} = {}) => {
	const shipped = releases[release];
	if (shipped === undefined) {
		throw new Error(`expected one of the releases ${releaseNames.join(', ')}, got ${release}`);
	}
	const cni = await loadKind(kind);
	const layers = [cni, ...(multus === false ? [] : [await loadMultus(multus)])];
	const versions = {
		rke2: release,
		tag: release.replace('+', '-'),
		kubernetes: release,
		containerd: '2.2.2-k3s1',
		...shipped,
		...Object.assign({}, ...layers.map(layer => layer.versions[release])),
	};
	const isDual = families.includes('ipv6');
	const network = {
		...baseNetwork,
		families,
		...(isDual && {ipv6: ipv6Network}),
		...cni.network({families}),
	};
	const cluster = {
		id: idOf(kind, multus, families),
		kind,
		cni,
		layers,
		network,
		versions,
		apiServer,
		containerRuntime,
		startedAt: new Date(now.getTime() - 4 * 3600 * 1000),
	};
	const nodes = Array.from({length: size}, (_, index) => nodeOf(index))
		.map(node => ({...node, ...(isDual && {ipv6: ipv6Of(node)})}))
		.map(node => ({...node, ...cni.node?.(node, network)}))
		.map(node => ({...node, pods: podsOf(node, cluster)}));
	return {
		...cluster,
		nodes,
		services: [...servicesOf(nodes[0], network), ...fromLayers(cluster, 'services', nodes)],
	};
};

export const endpointsOf = (cluster, service) =>
	service.fixedEndpoints?.map(address => ({address})) ??
	cluster.nodes.flatMap(node =>
		node.pods
			.filter(pod => Object.entries(service.selector).every(([key, value]) => pod.labels[key] === value))
			.map(pod => ({address: pod.address, addressV6: pod.addressV6, node, pod})),
	);

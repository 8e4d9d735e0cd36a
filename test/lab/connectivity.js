import {fileURLToPath} from 'node:url';
import {mergedFromLayers} from './cni.js';

const script = fileURLToPath(new URL('inside/connect.js', import.meta.url));
const podOf = ({description}, isWanted) =>
	description.pods.find(pod => pod.address !== undefined && isWanted(pod));
const isWorkload = ({namespace}) => namespace === 'shop';
const isCoredns = ({containers}) => containers[0].name === 'coredns';

const ping = async (node, pod, address, ...options) => {
	const result = await node.run(
		[
			'nsenter',
			`--net=/run/netns/${pod.namespaceName}`,
			'--',
			'ping',
			'-c',
			'1',
			'-W',
			'1',
			...options,
			address,
		],
		{reject: false},
	);
	return result.exitCode === 0 || 'no answer';
};

/** Resolves when `isDone` does to true, tried twice a second. */
export const waitFor = async (what, isDone) => {
	for (let attempt = 0; attempt < 240; attempt += 1) {
		if (await isDone()) {
			return;
		}
		await new Promise(resolve => setTimeout(resolve, 500));
	}
	throw new Error(`expected ${what} within two minutes`);
};

/** Tries `{name: attempt}` from a node (`inside/connect.js`): true by name, or why not. */
export const fromNode = async (node, attempts) =>
	JSON.parse((await node.run([process.execPath, script], {input: JSON.stringify(attempts)})).stdout);

const connectionsOfIpv6 = ({description: {ipv6}}) => ({
	'underlay-ipv6': {kind: 'tls', address: ipv6.address, port: 10250},
	'overlay-ipv6': {kind: 'tls', address: ipv6.podNetwork, port: 10250},
});

/**
 * What reaches the peer from a node, and what the node's own services answer: true, or why not.
 * The names are those of a fault's `breaks`; what a CNI leaves untried, or has no address for, is not among them.
 */
export const tryConnections = async (node, peer, cluster) => {
	const {network} = cluster;
	const [local, remote] = [podOf(node, isWorkload), podOf(peer, isWorkload)];
	const name = `kubernetes.default.svc.${network.domain}`;
	const corednsOf = of => podOf(of, isCoredns).address;
	const [connected, pinged, pingedLarge, pingedV6] = await Promise.all([
		fromNode(node, {
			underlay: {kind: 'tls', address: peer.description.address, port: 10250},
			...(peer.description.overlayAddress !== undefined && {
				overlay: {kind: 'tls', address: peer.description.overlayAddress, port: 10250},
			}),
			...(network.ipv6 !== undefined && connectionsOfIpv6(peer)),
			'dns-local': {kind: 'dns', server: corednsOf(node), name},
			'dns-remote': {kind: 'dns', server: corednsOf(peer), name},
			'dns-external': {kind: 'dns', server: corednsOf(node), name: 'example.org'},
			api: {kind: 'api', url: 'https://127.0.0.1:6443/readyz', client: 'client-kubelet', status: 200},
			'api-service': {kind: 'api', url: 'https://10.43.0.1/readyz', client: 'client-kubelet', status: 200},
		}),
		ping(node, local, remote.address),
		ping(node, local, remote.address, '-M', 'do', '-s', String(network.podMtu - 28)),
		remote.addressV6 === undefined ? undefined : ping(node, local, remote.addressV6),
	]);
	const untried = mergedFromLayers(cluster, 'untried');
	const ofLayers = await Promise.all(
		cluster.layers.map(({connections}) => connections?.(node, peer, cluster)),
	);
	const results = Object.assign(
		{
			...connected,
			pods: pinged,
			'pods-full-size': pingedLarge,
			...(pingedV6 !== undefined && {'pods-ipv6': pingedV6}),
		},
		...ofLayers,
	);
	return Object.fromEntries(Object.entries(results).filter(([tried]) => !(tried in untried)));
};

/** Only on a healthy cluster: the service address spreads over all endpoints, and who may read what. */
export const tryServices = (node, {network}) => {
	const api = (path, client, status) => ({
		kind: 'api',
		url: `https://127.0.0.1:6443/api/v1/${path}`,
		client,
		status,
	});
	return fromNode(node, {
		'cluster-dns': {kind: 'dns', server: network.dns, name: `kubernetes.default.svc.${network.domain}`},
		'kubelet reads its own node': api(`nodes/${node.description.name}`, 'client-kubelet', 200),
		'kubelet lists all nodes': api('nodes', 'client-kubelet', 403),
		'kube-proxy lists nodes': api('nodes?limit=1', 'client-kube-proxy', 200),
		'kube-proxy lists pods': api('pods', 'client-kube-proxy', 403),
		'rke2-controller lists pods': api('pods?limit=500', 'client-rke2-controller', 200),
		'rke2-controller lists nodes': api('nodes', 'client-rke2-controller', 403),
	});
};

import {netfilterRulesOf} from './netfilter/rules.js';

const sysctlsOfNode = [
	['net/ipv4/ip_forward', 1],
	['net/ipv4/conf/default/rp_filter', 2],
	['net/ipv4/conf/eth0/rp_filter', 2],
	['net/bridge/bridge-nf-call-iptables', 1],
	['net/bridge/bridge-nf-call-ip6tables', 1],
];

/** What Felix sets on the host side of each pod's veth pair. */
const sysctlsOfPod = ({hostInterface}) => [
	[`net/ipv4/conf/${hostInterface}/rp_filter`, 2],
	[`net/ipv4/conf/${hostInterface}/route_localnet`, 1],
	[`net/ipv4/neigh/${hostInterface}/proxy_delay`, 0],
	[`net/ipv4/conf/${hostInterface}/proxy_arp`, 1],
	[`net/ipv4/conf/${hostInterface}/forwarding`, 1],
];

const setSysctls = (node, sysctls) =>
	node.shell('while read -r key value; do echo "$value" >"/proc/sys/$key"; done', {
		input: sysctls.map(pair => `${pair.join(' ')}\n`).join(''),
	});

const onPodNetwork = node => node.description.pods.filter(({address}) => address !== undefined);

/** Route, neighbour and FDB entry per peer, exactly as flannel programs them; also repairs them. */
export const programPeers = async (node, cluster) => {
	const device = cluster.network.overlayDevice;
	const peers = cluster.nodes.filter(({name}) => name !== node.description.name);
	await node.ipBatch(
		...peers.flatMap(({podCidr, overlayAddress, vtepMac}) => [
			`neighbour replace ${overlayAddress} lladdr ${vtepMac} dev ${device} nud permanent`,
			`route replace ${podCidr} via ${overlayAddress} dev ${device} onlink`,
		]),
	);
	await node.run(['bridge', '-batch', '-'], {
		input: peers
			.map(({vtepMac, address}) => `fdb replace ${vtepMac} dev ${device} dst ${address} self permanent\n`)
			.join(''),
	});
};

/** flannel.1 over a device and address of the node; the default is the underlay's. */
export const createOverlayDevice = (
	node,
	{network},
	{lower = 'eth0', local = node.description.address} = {},
) => {
	const {overlayDevice, overlayMtu} = network;
	const {vtepMac, overlayAddress} = node.description;
	return node.ipBatch(
		`link add ${overlayDevice} address ${vtepMac} mtu ${overlayMtu} type vxlan id 1 local ${local} dev ${lower} dstport 8472 nolearning`,
		`address add ${overlayAddress}/32 dev ${overlayDevice}`,
		`link set ${overlayDevice} up`,
	);
};

export const removeOverlayDevice = (node, {network}) => node.ipBatch(`link del ${network.overlayDevice}`);

/** What the CNI plugin and Felix leave behind for each pod. */
const connectPods = async (node, {network}) => {
	const pods = onPodNetwork(node);
	await node.ipBatch(...pods.map(({namespaceName}) => `netns add ${namespaceName}`));
	await node.ipBatch(
		...pods.flatMap(({hostInterface, namespaceName, mac}) => [
			`link add ${hostInterface} mtu ${network.podMtu} address ee:ee:ee:ee:ee:ee type veth peer name eth0 address ${mac} mtu ${network.podMtu} netns ${namespaceName}`,
			`link set ${hostInterface} up`,
		]),
	);
	for (const {namespaceName, address} of pods) {
		await node.run(['ip', '-n', namespaceName, '-batch', '-'], {
			input: [
				'link set lo up',
				'link set eth0 up',
				`address add ${address}/32 dev eth0`,
				'route add 169.254.1.1 dev eth0 scope link',
				'route add default via 169.254.1.1 dev eth0',
				'',
			].join('\n'),
		});
	}
	await setSysctls(node, pods.flatMap(sysctlsOfPod));
	await node.ipBatch(
		...pods.map(({hostInterface, address}) => `route add ${address} dev ${hostInterface} scope link`),
	);
};

export const restoreNetfilter = (node, cluster) =>
	node.run(['iptables-nft-restore'], {input: netfilterRulesOf(cluster, node.description)});

/** Everything that Canal and kube-proxy put into the kernel of a node. */
export const buildCanal = async (node, cluster) => {
	await setSysctls(node, sysctlsOfNode);
	await createOverlayDevice(node, cluster);
	await programPeers(node, cluster);
	await node.ipBatch(`route add blackhole ${node.description.podCidr}`);
	await connectPods(node, cluster);
	await restoreNetfilter(node, cluster);
};

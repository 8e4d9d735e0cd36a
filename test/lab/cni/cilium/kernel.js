import {macOf} from '../../identifiers.js';
import {ipInPod, makePodLinks, onPodNetwork, setSysctls, sysctlsOfNode} from '../../kernel.js';

/**
 * Where the lab puts what eBPF does on a real node: the way from cilium_host to pods and into the tunnel. Recordings
 * leave it out (`recording.js`).
 */
export const helperTable = '4242';
const helperPriority = 99;
const healthNamespace = 'cilium-health';

export const routerOf = ({podNetwork}) => podNetwork.replace(/\d+$/, '219');
export const healthAddressOf = ({podNetwork}) => podNetwork.replace(/\d+$/, '35');
const tunnelMacOf = ({name}) => macOf(`${name} cilium_vxlan`);

const sysctls = [
	...sysctlsOfNode,
	['net/ipv4/conf/all/rp_filter', 0],
	['net/ipv4/conf/default/rp_filter', 0],
];

/** Devices, rules and the local part of the routes, as cilium-agent makes them in tunnel mode. */
export const build = async (node, cluster) => {
	const {name, podCidr} = node.description;
	const router = routerOf(node.description);
	await setSysctls(node, sysctls);
	await node.ipBatch(
		`link add cilium_net address ${macOf(`${name} cilium_net`)} type veth peer name cilium_host address ${macOf(`${name} cilium_host`)}`,
		'link set cilium_host arp off up',
		'link set cilium_net arp off up',
		`address add ${router}/32 dev cilium_host`,
		`link add cilium_vxlan address ${tunnelMacOf(node.description)} type vxlan external dstport ${cluster.network.overlayPort} nolearning`,
		'link set cilium_vxlan up',
		`route add ${router} dev cilium_host proto kernel scope link`,
		`route add ${podCidr} via ${router} dev cilium_host proto kernel src ${router}`,
		'route add local default dev lo proto kernel scope host table 2004',
		'rule add pref 9 fwmark 0x200/0xf00 lookup 2004',
		'rule add pref 100 from all lookup local',
		'rule del pref 0',
		`rule add pref ${helperPriority} lookup ${helperTable}`,
	);
	await node.shell(
		'mount -t bpf bpf /sys/fs/bpf; mkdir -p /run/cilium/cgroupv2; mount -t cgroup2 none /run/cilium/cgroupv2',
	);
	await programPeers(node, cluster);
};

/** The route that Cilium makes for each node, and the tunnel that its programs would choose. */
export const programPeers = (node, cluster) => {
	const router = routerOf(node.description);
	const peers = cluster.nodes.filter(({name}) => name !== node.description.name);
	return node.ipBatch(
		...peers.flatMap(peer => [
			`route replace ${peer.podCidr} via ${router} dev cilium_host proto kernel src ${router} mtu 1450`,
			`neighbour replace ${routerOf(peer)} lladdr ${tunnelMacOf(peer)} dev cilium_vxlan nud permanent`,
			`route replace ${peer.podCidr} encap ip id 2 dst ${peer.address} via ${routerOf(peer)} dev cilium_vxlan onlink src ${router} mtu 1450 table ${helperTable}`,
		]),
	);
};

const inPod = (address, router, mac) => [
	'link set lo up',
	'link set eth0 up',
	`address add ${address}/32 dev eth0`,
	`route add ${router} dev eth0 scope link`,
	`route add default via ${router} dev eth0 mtu 1450`,
	`neighbour add ${router} lladdr ${mac} dev eth0 nud permanent`,
];

/** A veth pair for each pod and for the health endpoint; Cilium has no route of its own for any of them. */
export const connectPods = async (node, _cluster) => {
	const router = routerOf(node.description);
	const pods = onPodNetwork(node.description);
	const lxcMac = ({mac}) => macOf(`lxc ${mac}`);
	await makePodLinks(node, 1500, pod => `address ${lxcMac(pod)}`);
	for (const pod of pods) {
		await ipInPod(node, pod, ...inPod(pod.address, router, lxcMac(pod)));
	}
	const health = {
		namespaceName: healthNamespace,
		address: healthAddressOf(node.description),
		mac: macOf(`${node.description.name} health`),
	};
	await node.ipBatch(
		`netns add ${healthNamespace}`,
		`link add lxc_health address ${lxcMac(health)} type veth peer name eth0 address ${health.mac} netns ${healthNamespace}`,
		'link set lxc_health up',
	);
	await ipInPod(node, health, ...inPod(health.address, router, lxcMac(health)));
	const all = [...pods, {...health, hostInterface: 'lxc_health'}];
	await setSysctls(
		node,
		all.map(({hostInterface}) => [`net/ipv4/conf/${hostInterface}/rp_filter`, 0]),
	);
	await node.ipBatch(
		...all.map(
			({address, hostInterface}) =>
				`route add ${address} dev ${hostInterface} scope link table ${helperTable}`,
		),
	);
};

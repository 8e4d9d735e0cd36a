import {ipInPod, makePodLinks, onPodNetwork, setSysctls} from '../kernel.js';

/** What Felix sets on the host side of each pod's veth pair. */
const sysctlsOfPod = ({hostInterface}) => [
	[`net/ipv4/conf/${hostInterface}/rp_filter`, 2],
	[`net/ipv4/conf/${hostInterface}/route_localnet`, 1],
	[`net/ipv4/neigh/${hostInterface}/proxy_delay`, 0],
	[`net/ipv4/conf/${hostInterface}/proxy_arp`, 1],
	[`net/ipv4/conf/${hostInterface}/forwarding`, 1],
];

/** What Calico's CNI plugin and Felix leave behind for each pod, in Canal and in Calico. */
export const connectCaliPods = async (node, {network}, routeProtocol = '') => {
	const pods = onPodNetwork(node.description);
	await makePodLinks(node, network.podMtu, () => 'address ee:ee:ee:ee:ee:ee');
	for (const pod of pods) {
		await ipInPod(
			node,
			pod,
			'link set lo up',
			'link set eth0 up',
			`address add ${pod.address}/32 dev eth0`,
			'route add 169.254.1.1 dev eth0 scope link',
			'route add default via 169.254.1.1 dev eth0',
		);
	}
	await setSysctls(node, pods.flatMap(sysctlsOfPod));
	await node.ipBatch(
		...pods.map(
			({hostInterface, address}) => `route add ${address} dev ${hostInterface} scope link ${routeProtocol}`,
		),
	);
};

/** Annotations that Calico's CNI plugin writes on each pod. */
export const caliPodAnnotations = ({address, sandboxId}) =>
	address === undefined
		? {}
		: {
				'cni.projectcalico.org/containerID': sandboxId,
				'cni.projectcalico.org/podIP': `${address}/32`,
				'cni.projectcalico.org/podIPs': `${address}/32`,
			};

import {addressesOf} from '../families.js';
import {ipInPod, makePodLinks, onPodNetwork, setSysctls} from '../kernel.js';

/** What Felix sets on the host side of each pod's veth pair. */
const sysctlsOfPod = ({hostInterface}) => [
	[`net/ipv4/conf/${hostInterface}/rp_filter`, 2],
	[`net/ipv4/conf/${hostInterface}/route_localnet`, 1],
	[`net/ipv4/neigh/${hostInterface}/proxy_delay`, 0],
	[`net/ipv4/conf/${hostInterface}/proxy_arp`, 1],
	[`net/ipv4/conf/${hostInterface}/forwarding`, 1],
];

/** The same of IPv6, where the pod has such an address. */
const ipv6SysctlsOfPod = ({hostInterface, addressV6}) =>
	addressV6 === undefined
		? []
		: [
				[`net/ipv6/conf/${hostInterface}/accept_ra`, 0],
				[`net/ipv6/conf/${hostInterface}/proxy_ndp`, 1],
				[`net/ipv6/conf/${hostInterface}/forwarding`, 1],
			];

/** The link-local address that each host side gets from its MAC address ee:ee:ee:ee:ee:ee. */
const hostSideV6 = 'fe80::ecee:eeff:feee:eeee';

const ipv6LinesInPod = ({addressV6}) =>
	addressV6 === undefined
		? []
		: [`address add ${addressV6}/128 dev eth0`, `route add default via ${hostSideV6} dev eth0 metric 1024`];

const routesToPod =
	routeProtocol =>
	({hostInterface, address, addressV6}) => [
		`route add ${address} dev ${hostInterface} scope link ${routeProtocol}`,
		...(addressV6 === undefined ? [] : [`route add ${addressV6} dev ${hostInterface} metric 1024`]),
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
			...ipv6LinesInPod(pod),
		);
	}
	await setSysctls(node, [...pods.flatMap(sysctlsOfPod), ...pods.flatMap(ipv6SysctlsOfPod)]);
	await node.ipBatch(...pods.flatMap(routesToPod(routeProtocol)));
};

/** Annotations that Calico's CNI plugin writes on each pod. */
export const caliPodAnnotations = pod =>
	pod.address === undefined
		? {}
		: {
				'cni.projectcalico.org/containerID': pod.sandboxId,
				'cni.projectcalico.org/podIP': `${pod.address}/32`,
				'cni.projectcalico.org/podIPs': addressesOf(pod)
					.map(address => `${address}/${address.includes(':') ? 128 : 32}`)
					.join(),
			};

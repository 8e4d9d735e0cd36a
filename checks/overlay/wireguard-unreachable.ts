import {
	defineCheck,
	isInService,
	listNames,
	overlayVerdictOf,
	peerContactsOf,
	thisNode,
} from 'rke2-netdoctor';

/** https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md#wireguard */
const device = 'flannel-wg';

export default defineCheck({
	id: 'overlay/wireguard-unreachable',
	title: 'Nodes that answer on the underlay answer through WireGuard too',
	rationale:
		'The kubelet of another node is asked on its InternalIP and on the address of its WireGuard device. WireGuard drops without a word what it has no key or no endpoint for: a port that is filtered, a node behind NAT, or a key of before the other node was installed anew.',
	when: {cni: ['canal', 'flannel'], backend: ['wireguard']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		routes: 'ip.route',
	},
	messages: {
		silent: {
			severity: 'critical',
			text: '{peers} {count:answers|answer} this node on the underlay, but not through {device}: UDP port 51820 is blocked between the nodes, or one of them has an old key or endpoint of the other',
			guide: {
				steps: [
					{
						text: 'wg show {device}: a peer without "latest handshake", or one of more than three minutes ago, is cut off; its endpoint must be the address of that node',
					},
					{text: 'tcpdump -c 5 -ni any udp port 51820, here and there'},
					{
						text: 'Open UDP port 51820 (IPv6: 51821) between all nodes in security groups and firewalls; behind NAT: node-external-ip with an address that the others reach',
						changes: 'cluster',
					},
					{
						text: 'If the endpoint or the key is old: delete the pod of flannel (rke2-canal, kube-flannel) on both nodes, which then enter each other anew',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-wireguard', 'rke2/requirements-cni-ports', 'flannel/firewalls'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run(evidence, {finding, environment}) {
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, silent} = overlayVerdictOf(contacts, evidence.routes, device);
		const [first] = silent;
		if (first === undefined) {
			return;
		}
		const about = silent.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
		yield finding(
			'silent',
			{peers: listNames(silent.map(({peer}) => peer.name)), count: silent.length, device},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'underlay', excerpt: `${first.peer.underlay} answers`, of: first.peer.underlay},
					{from: 'overlay', excerpt: `${first.peer.overlay}:10250 is silent`, of: first.peer.overlay ?? ''},
				],
				about,
				affects: silent.length === judged.length ? [thisNode(environment)] : about,
			},
		);
	},
});

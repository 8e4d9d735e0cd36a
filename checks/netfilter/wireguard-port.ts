import {defineCheck, listNames, netfilterEndOf, netfilterRemedyOf, thisNode} from 'rke2-netdoctor';

const author = {
	text: 'Find who wrote it (firewalld, ufw, iptables.service, nftables.service, a hardening script) and change it there, or it comes back',
	changes: 'node',
} as const;
const links = ['rke2/requirements-cni-ports', 'flannel/backend-wireguard', 'cilium/wireguard'] as const;
const explains = [
	// Felix can have what is for the nodes themselves go by WireGuard, too.
	'underlay/peer-unreachable',
	'overlay/wireguard-peer#noHandshake',
	'overlay/wireguard-unreachable',
	'overlay/peer-unreachable',
	'cilium/peer',
	'dns/endpoint-unreachable',
] as const;

export default defineCheck({
	id: 'netfilter/wireguard-port',
	title: 'This node lets WireGuard of other nodes in, and its own out',
	rationale:
		'WireGuard of a CNI is UDP between fixed ports (51820 of flannel and Calico, 51871 of Cilium). Older Calico wrote no rule that accepts it, and nobody does for rules of others. A node that may send gets its answers all the same, by connection tracking, so that a rule counts only while the other end is called in vain. Where Felix encrypts between hosts as well, nothing of the other node answers without it.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {drops: 'netfilter.wireguard-passage'},
	messages: {
		droppedIn: {
			severity: 'critical',
			text: 'This node drops WireGuard (UDP port {port}) of {peers}, {how}: {device} has no session with {count:it|them}',
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Let the nodes in, with their network for NODES, here and on all others: {open}',
						changes: 'node',
					},
					author,
				],
				links,
			},
			explains,
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops its own WireGuard (UDP port {port}) to {peers}, {how}: {device} has no session with {count:it|them}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let it out, with the network of the nodes for NODES: {open}', changes: 'node'},
					author,
				],
				links,
			},
			explains,
		},
	},
	*run({drops}, {finding, environment}) {
		for (const [message, way] of [
			['droppedOut', 'out'],
			['droppedIn', 'in'],
		] as const) {
			const same = drops.filter(drop => drop.way === way);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {device, port, end, shownBy} = first;
			yield finding(
				message,
				{
					...netfilterRemedyOf(first, 'NODES'),
					...{device, port, count: same.length},
					peers: listNames(same.map(({peer}) => peer)),
					how: netfilterEndOf(first),
				},
				{kind: 'NetfilterRule', name: `UDP ${port} ${way}`},
				{
					evidence: [
						{
							from: 'drops',
							excerpt: end.rule?.excerpt ?? `${end.chain} policy drop`,
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
						},
					],
					affects: [
						{kind: 'Interface', name: device},
						...same.map(drop => ({kind: 'Node', name: drop.peer}) as const),
						...(first.isCutOff ? [thisNode(environment)] : []),
					],
				},
			);
		}
	},
});

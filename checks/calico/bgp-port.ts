import {
	bgpPeersOf,
	defineCheck,
	isSameAddress,
	namesOfPeers,
	netfilterEndOf,
	netfilterRemedyOf,
	thisNode,
} from 'rke2-netdoctor';

const author = {
	text: 'Find who wrote it (firewalld, ufw, iptables.service, nftables.service, a hardening script) and change it there, or it comes back',
	changes: 'node',
} as const;
const links = [
	'calico/network-requirements',
	'calico/bgp-not-established',
	'rke2/requirements-cni-ports',
] as const;
const explains = [
	'calico/bgp-connection',
	'calico/bgp-router',
	'calico/bgp-session#closed',
	'dns/endpoint-unreachable',
] as const;

export default defineCheck({
	id: 'calico/bgp-port',
	title: 'This node lets BGP in and out',
	rationale:
		'BGP is TCP to port 179. Calico keeps the port open in its own policies, but not in rules that others write. Where the first packet of a connection ends in a rule of this node, the sessions of all peers that call, or of all that are called, stay down. Judged for sessions that are down; the chains are followed as the kernel does.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', drops: 'netfilter.bgp-passage'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		droppedIn: {
			severity: 'critical',
			text: 'This node drops BGP (TCP port 179) of {peers}: {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let the nodes in, with their network for NODES: {open}', changes: 'node'},
					author,
				],
				links,
			},
			explains,
		},
		droppedOut: {
			severity: 'critical',
			text: 'This node drops its own BGP (TCP port 179) to {peers}: {how}',
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
	*run({birds, drops, nodes}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes ?? []);
		for (const [message, way] of [
			['droppedIn', 'in'],
			['droppedOut', 'out'],
		] as const) {
			const same = drops.filter(drop => drop.way === way);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {end, shownBy} = first;
			const shut = peers.filter(({session}) =>
				same.some(({neighbour}) => isSameAddress(neighbour, session.neighbour)),
			);
			yield finding(
				message,
				{
					...netfilterRemedyOf(first, 'NODES'),
					peers: namesOfPeers(shut),
					how: netfilterEndOf(first),
				},
				{kind: 'NetfilterRule', name: `TCP 179 ${way}`},
				{
					evidence: [
						{
							from: 'drops',
							excerpt: end.rule?.excerpt ?? `${end.chain} policy drop`,
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
						},
						{from: 'birds', excerpt: shut.map(({session}) => session.row).join('\n')},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

import {
	bgpPeersOf,
	bgpPortDrops,
	defineCheck,
	listNames,
	lostWithoutBgp,
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
	...lostWithoutBgp,
] as const;

export default defineCheck({
	id: 'calico/bgp-port',
	title: 'This node lets BGP in and out',
	rationale:
		'BGP is TCP to port 179. Calico keeps the port open in its own policies, but not in rules that others write. Where the first packet of a connection ends in a rule of this node, the sessions of all peers that call, or of all that are called, stay down. Judged for sessions that are down; the chains are followed as the kernel does.',
	when: {cni: ['calico'], bgp: true},
	needs: {
		birds: 'bird.protocols',
		nodes: 'kubernetes.nodes',
		rules: 'netfilter.iptables',
		tables: 'netfilter.nft-input',
	},
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
	*run({birds, nodes, rules, tables}, {finding, environment}) {
		const drops = bgpPortDrops(bgpPeersOf(birds, nodes), rules, tables);
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
			yield finding(
				message,
				{
					...netfilterRemedyOf(first, 'NODES'),
					peers: listNames(same.map(({peer: {title}}) => title)),
					how: netfilterEndOf(first),
				},
				{kind: 'NetfilterRule', name: `TCP 179 ${way}`},
				{
					evidence: [
						{
							from: shownBy === 'nft' ? 'tables' : 'rules',
							excerpt: end.rule?.excerpt ?? `${end.chain} policy drop`,
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
						},
						{from: 'birds', excerpt: same.map(({peer: {session}}) => session.row).join('\n')},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

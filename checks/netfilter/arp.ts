import {
	defineCheck,
	listNames,
	netfilterRemedyOf,
	peerContactsOf,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const symptoms = [
	...['underlay/peer-unreachable', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
	...['service/api-address', 'calico/bgp-connection', 'calico/typha', 'cilium/peer'],
	...['rke2/api-unreachable', 'rke2/registration-address', 'kubernetes.*', ...withoutApi],
] as const;

export default defineCheck({
	id: 'netfilter/arp',
	title: 'No rule of this node keeps it from learning the MAC addresses of other nodes',
	rationale:
		'Before a packet leaves, its MAC address is asked for by ARP. Tables of nftables of the family arp, which arptables writes too, filter questions and answers, and iptables shows nothing of them. They are judged only where nodes are silent and the kernel has not learned their MAC.',
	needs: {
		...{tables: 'netfilter.nft-input', neighbours: 'ip.neighbour'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay', underlayPings: 'peer.underlay-ping'},
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node does not learn the MAC of {peers}, and it drops ARP: {how}',
			guide: {
				steps: [
					{text: '{show}; ip neigh show'},
					{
						text: 'nft insert rule {chain} accept: ARP works at once, until the rules are loaded again',
						changes: 'node',
					},
					{
						text: 'Find who wrote it (nftables.service, arptables, a hardening script) and let the MACs of nodes and router pass there',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: symptoms,
		},
	},
	*run({tables, neighbours, ...answers}, {finding, environment}) {
		const silent = peerContactsOf({...answers, overlayPings: []})
			.filter(({underlay}) => underlay === 'silent' || underlay === 'unclear')
			.map(({peer}) => peer);
		const unlearned = silent.flatMap(peer => {
			const entry = neighbours.find(({address}) => address === peer.underlay);
			return entry?.states.some(state => state === 'FAILED' || state === 'INCOMPLETE') === true
				? [{peer, entry}]
				: [];
		});
		const [first] = unlearned;
		const chains = tables
			.filter(({family}) => family === 'arp')
			.flatMap(({name, chains: all}) => all.map(chain => ({...chain, key: `arp ${name} ${chain.name}`})));
		const dropping = chains
			.filter(({hook}) => hook === 'input' || hook === 'output')
			.map(chain => ({
				...chain,
				rule: chain.rules.find(({expressions}) => expressions.some(one => 'drop' in one)),
			}))
			.find(({policy, rule}) => policy === 'drop' || rule !== undefined);
		if (first === undefined || dropping === undefined) {
			return;
		}
		const {key: chain, rule} = dropping;
		yield finding(
			'dropped',
			{
				peers: listNames(unlearned.map(({peer}) => peer.name)),
				how:
					rule === undefined
						? `the policy of the nftables chain ${chain} is drop`
						: `nftables rule ${chain} handle ${rule.handle}`,
				show: netfilterRemedyOf({shownBy: 'nft', end: {chain}}, '').show,
				chain,
			},
			{kind: 'NetfilterRule', name: chain},
			{
				evidence: [
					{
						from: 'tables',
						of: chain.split(' ').slice(0, 2).join(' '),
						excerpt: rule === undefined ? `${chain} policy drop` : JSON.stringify(rule.expressions),
					},
					{
						from: 'neighbours',
						excerpt: `${first.peer.underlay} dev ${first.entry.link} ${first.entry.states.join(' ')}`,
					},
				],
				about: unlearned.map(({peer}) => ({kind: 'Node', name: peer.name}) as const),
				affects: [thisNode(environment)],
			},
		);
	},
});

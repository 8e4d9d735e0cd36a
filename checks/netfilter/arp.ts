import {
	arpDropOf,
	defineCheck,
	holds,
	isInService,
	listNames,
	netfilterRemedyOf,
	peerContactsOf,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const symptoms = [
	'underlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'service/api-address#partly',
	'calico/bgp-connection',
	'calico/typha#unreachable',
	'cilium/peer',
	...['rke2/api-unreachable', 'rke2/registration-address', 'kubernetes.*', ...withoutApi],
] as const;

export default defineCheck({
	id: 'netfilter/arp',
	title: 'No rule of this node keeps it from learning the MAC addresses of other nodes',
	rationale:
		'Before a packet leaves, its MAC address is asked for by ARP. Tables of nftables of the family arp, which arptables writes too, filter questions and answers, and iptables shows nothing of them. The question for the MAC of a node and its answer are followed there, and only where the node should answer, is silent, and the kernel has not learned its MAC: rules for other addresses, such as a virtual one that is not to be announced, are none of this.',
	needs: {
		...{tables: 'netfilter.nft-input', neighbours: 'ip.neighbour', addresses: 'ip.address'},
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
						text: 'nft insert rule {chain} {selects} accept, and the same for each other node that is named: their MACs are learned at once, until the rules are loaded again',
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
	*run({tables, neighbours, addresses, ...answers}, {finding, environment}) {
		const ownOn = (device: string, peer: string): string | undefined =>
			addresses.find(
				({link, flags, address, prefixLength}) =>
					link === device && !flags.includes('secondary') && holds(`${address}/${prefixLength}`, peer),
			)?.address;
		const dropped = peerContactsOf({...answers, overlayPings: []})
			.filter(({peer, underlay}) => isInService(peer.standing) && ['silent', 'unclear'].includes(underlay))
			.flatMap(({peer}) => {
				const entry = neighbours.find(({address}) => address === peer.underlay);
				if (entry?.states.some(state => state === 'FAILED' || state === 'INCOMPLETE') !== true) {
					return [];
				}
				const own = ownOn(entry.link, peer.underlay);
				const drop = arpDropOf(tables, {device: entry.link, own, peer: peer.underlay});
				return drop === undefined ? [] : [{peer, entry, drop}];
			});
		const [first] = dropped;
		if (first === undefined) {
			return;
		}
		const {chain, rule, selects} = first.drop;
		const peers = dropped
			.filter(({drop}) => drop.chain === chain && drop.rule?.handle === rule?.handle)
			.map(({peer}) => peer);
		yield finding(
			'dropped',
			{
				peers: listNames(peers.map(({name}) => name)),
				how:
					rule === undefined
						? `the policy of the nftables chain ${chain} is drop`
						: `nftables rule ${chain} handle ${rule.handle}`,
				show: netfilterRemedyOf({shownBy: 'nft', end: {chain}}, '').show,
				...{chain, selects},
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
				about: peers.map(({name}) => ({kind: 'Node', name}) as const),
				affects: [thisNode(environment)],
			},
		);
	},
});

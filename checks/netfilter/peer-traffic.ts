import {
	defineCheck,
	listNames,
	netfilterEndOf,
	netfilterRemedyOf,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const symptoms = [
	...['underlay/peer-unreachable', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
	...['netfilter/overlay-port', 'netfilter/overlay-port-suspect', 'dns/one-protocol'],
	...['rke2/api-unreachable', 'kubernetes.*', 'rke2/registration-address'],
	...['service/api-address', 'calico/bgp-connection', 'calico/typha', 'cilium/peer'],
	...withoutApi,
] as const;

export default defineCheck({
	id: 'netfilter/peer-traffic',
	title: 'The firewall of this node lets it talk to the other nodes',
	rationale:
		'A list of banned addresses, a rule against private sources, or one written for a machine that is long gone may hold the address of a node. Then nothing that this node sends there, or nothing that comes back, passes its own firewall. The way of a connection to the kubelet there and of its answer is followed through the chains, sets of banned addresses included; only nodes that do not answer are judged.',
	needs: {
		passage: 'netfilter.peer-passage',
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		underlayPings: 'peer.underlay-ping',
	},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This node drops {what} {peers}, {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let the nodes pass before it: {open}', changes: 'node'},
					{
						text: 'Take the address out of the list, or change the rule where it was written (fail2ban, firewalld, ufw, iptables.service, nftables.service, a hardening script), or it comes back',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/requirements-networking', 'flannel/firewalls'],
			},
			explains: symptoms,
		},
	},
	*run({passage, plan, underlay, underlayPings}, {finding, environment}) {
		const isAnswered = (address: string): boolean =>
			[...underlay, ...underlayPings].some(
				({peer, answer}) => peer.underlay === address && answer?.result === 'answered',
			);
		const drops = passage.filter(({address}) => !isAnswered(address));
		const endOf = ({way, end}: (typeof drops)[number]): string =>
			`${way} ${end.rule?.text ?? `${end.chain} policy`}`;
		for (const end of new Set(drops.map(endOf))) {
			const same = drops.filter(drop => endOf(drop) === end);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {way, address, shownBy} = first;
			const {chain, rule} = first.end;
			const peers = plan.peers.filter(peer => same.some(drop => drop.address === peer.underlay));
			yield finding(
				'dropped',
				{
					what: way === 'out' ? 'what it sends to' : 'what it is answered by',
					peers: listNames(peers.map(({name}) => name)),
					how: netfilterEndOf(first),
					...netfilterRemedyOf(first, address),
				},
				{kind: 'NetfilterRule', name: `${way} ${chain}`},
				{
					evidence: [
						{
							from: 'passage',
							of: shownBy === 'nft' ? chain.split(' ').slice(0, 2).join(' ') : shownBy,
							excerpt: rule?.excerpt ?? `${chain} policy drop`,
						},
						{from: 'underlay', excerpt: `${address}:10250 does not answer`, of: address},
					],
					about: peers.map(({name}) => ({kind: 'Node', name}) as const),
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

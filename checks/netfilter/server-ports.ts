import {
	defineCheck,
	listAll,
	listNames,
	netfilterEndOf,
	netfilterEndSubject,
	netfilterRemedyOf,
} from 'rke2-netdoctor';

const purposes = {6443: 'the Kubernetes API', 9345: 'the supervisor of RKE2'} as const;

export default defineCheck({
	id: 'netfilter/server-ports',
	title: 'The firewall of this server lets the other nodes come to its API and its supervisor',
	rationale:
		"Every node talks to every server: to TCP 6443 for the API, at the address that the service kubernetes announces, and to TCP 9345 to join, for certificates and for the tunnel of the kubelet's logs. A load balancer in front of the servers does not change that. A firewall of the host that drops them shows nothing on the server itself, which calls itself by loopback, and connections that are open already may live on. What other nodes send is followed through the chains; only what certainly ends is told.",
	when: {role: ['server']},
	needs: {passage: 'netfilter.server-passage', plan: 'peer.plan'},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'This server drops what {peers} {send} to {ports}, {how}',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let the other nodes pass before it: {open}', changes: 'node'},
					{
						text: 'Allow TCP 6443 and 9345 from all nodes, and what else of nodes and pods ends there, where the rule was written (firewalld, ufw, iptables.service, nftables.service, a hardening script), or it comes back',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/requirements-networking'],
			},
			// As far as the same rule drops it.
			explains: ['netfilter/overlay-port', 'netfilter/pod-forwarding#dropped'],
		},
	},
	*run({passage, plan}, {finding}) {
		const standingOf = (address: string) =>
			plan.peers.find(({underlay}) => underlay === address)?.standing ?? 'unknown';
		// A node that cannot come here is soon not ready: that is no reason to leave it out.
		const drops = passage.filter(({address}) => standingOf(address) !== 'leaving');
		const endOf = ({end}: (typeof drops)[number]): string => end.rule?.text ?? `${end.chain} policy`;
		for (const end of new Set(drops.map(endOf))) {
			const same = drops.filter(drop => endOf(drop) === end);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const peers = plan.peers.filter(({underlay}) => same.some(({address}) => address === underlay));
			const {chain, rule} = first.end;
			yield finding(
				'dropped',
				{
					peers: listNames(peers.map(({name}) => name)),
					send: peers.length === 1 ? 'sends' : 'send',
					ports: listAll(
						[...new Set(same.map(({port}) => port))].map(port => `TCP ${port} (${purposes[port]})`),
					),
					how: netfilterEndOf(first),
					...netfilterRemedyOf(first, first.address),
				},
				{kind: 'NetfilterRule', name: `in ${chain}`},
				{
					evidence: [
						{
							from: 'passage',
							of: first.shownBy === 'nft' ? chain.split(' ').slice(0, 2).join(' ') : first.shownBy,
							excerpt: rule?.excerpt ?? `${chain} policy drop`,
						},
						{
							from: 'passage',
							of: 'the packet that was followed',
							excerpt: `tcp ${first.address} → ${first.own} port ${first.port}`,
						},
					],
					about: peers.map(({name}) => ({kind: 'Node', name}) as const),
					affects: [netfilterEndSubject(first)],
				},
			);
		}
	},
});

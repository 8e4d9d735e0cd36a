import {
	defineCheck,
	droppedQueries,
	listNames,
	netfilterEndOf,
	netfilterRemedyOf,
	routingOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'netfilter/own-queries',
	title: 'This node lets out its own queries to the cluster DNS',
	rationale:
		'Hardening rules often let a machine ask only the name servers of the site, over UDP port 53. What the node itself asks CoreDNS ends there: pods on the host network resolve no name of the cluster, such as an ingress controller, and this program, which asks from the node as well, gets no answer. What other pods ask is forwarded, and another check follows it. Only endpoints that do not answer are looked at.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {
		contact: 'dns.contact',
		rules: 'netfilter.iptables',
		tables: 'netfilter.nft-input',
		routes: 'ip.route',
		routingRules: 'ip.rule',
	},
	wants: {ranges: 'cluster.ranges'},
	messages: {
		dropped: {
			severity: 'warning',
			text: 'This node drops its own queries to CoreDNS ({addresses}, UDP port 53), {how}: pods on the host network and this program get no answer, other pods may',
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Let queries to the range of pods out before it: {open}', changes: 'node'},
					{
						text: 'Find who wrote it (a hardening script, ufw, iptables.service, nftables.service) and change it there, or it comes back',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-dns', 'flannel/firewalls', 'rke2/requirements-networking'],
			},
			explains: ['dns/one-protocol', 'dns/endpoint-unreachable'],
		},
	},
	*run({contact, rules, tables, routes, routingRules, ranges}, {finding, environment}) {
		const routing = routingOf('ipv4', routingRules, routes);
		const dropped = droppedQueries(contact.endpoints, rules, tables, routing);
		const [first] = dropped;
		if (first === undefined) {
			return;
		}
		const {chain, rule} = first.end;
		const excerpt = rule?.excerpt ?? `${chain} policy drop`;
		const pods = ranges?.pods.find(range => !range.includes(':'));
		const unanswered = contact.endpoints.filter(
			({answer}) => answer !== undefined && answer.result !== 'answered',
		);
		yield finding(
			'dropped',
			{
				addresses: listNames(dropped.map(({address}) => address)),
				how: netfilterEndOf(first),
				...netfilterRemedyOf(first, pods ?? first.address),
			},
			{kind: 'NetfilterRule', name: 'UDP 53'},
			{
				evidence: [
					first.shownBy === 'nft'
						? {from: 'tables', excerpt, of: chain.split(' ').slice(0, 2).join(' ')}
						: {from: 'rules', excerpt, of: first.shownBy},
					{from: 'contact', excerpt: `${first.address}: no answer over UDP`, of: first.address},
				],
				// Another endpoint that is silent has a cause of its own.
				affects:
					dropped.length === unanswered.length
						? [thisNode(environment)]
						: dropped.map(({address}) => ({kind: 'Endpoint', name: `${address}:53`}) as const),
			},
		);
	},
});

import {corednsService, defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'netfilter/untracked',
	title: 'Packets to services are tracked, so that kube-proxy can translate them',
	rationale:
		'kube-proxy translates the address of a service with rules of the table nat, which see tracked connections only. A rule in the table raw of iptables, or in as early a chain of nftables, that ends tracking, such as one that is to spare a busy DNS server its entries, sends packets to services out untranslated: nobody has that address.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables'], cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {untracked: 'netfilter.untracked'},
	messages: {
		services: {
			severity: 'critical',
			text: 'Packets from {from} to {services} are not tracked, because of {rules}: they are not translated, and nobody answers',
			guide: {
				steps: [
					{text: '{shows}'},
					{
						text: 'Limit the rule to the addresses that it is for, or delete it, and take it out of what writes it: iptables.service, nftables.service, a script, a firewall',
						changes: 'node',
					},
					{
						text: 'If the table of connections is too small: raise net.netfilter.nf_conntrack_max instead of ending tracking',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/requirements-networking'],
			},
			explains: ['service/api-address#silent', 'dns/service-address'],
		},
	},
	*run({untracked}, {finding}) {
		// Felix ends tracking where a policy of the user says so (doNotTrack), Cilium for its proxy.
		const foreign = untracked.filter(
			// With nftables Felix has a table of its own, which the statements of its rules do not name.
			({rule, excerpt}) => !/^ip6? calico /.test(rule) && !/cali|CILIUM_/.test(excerpt),
		);
		const [first] = foreign;
		if (first === undefined) {
			return;
		}
		const rules = [...new Set(foreign.map(({rule}) => rule))];
		const services = foreign.map(
			({service, address, port, protocol}) => `${service} (${address}, ${protocol} ${port})`,
		);
		yield finding(
			'services',
			{
				rules: listNames(rules.map(rule => `"${rule}"`)),
				from: [...new Set(foreign.map(({from}) => from))].join(' and '),
				services: listNames([...new Set(services)]),
				shows: first.shownBy === 'nft' ? 'nft list ruleset' : `${first.shownBy} -t raw`,
			},
			{kind: 'NetfilterRule', name: first.rule},
			{
				evidence: [{from: 'untracked', of: first.shownBy, excerpt: first.excerpt}],
				affects: [{kind: 'Service', namespace: 'default', name: 'kubernetes'}, corednsService],
			},
		);
	},
});

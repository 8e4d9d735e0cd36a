import {defineCheck, listNames, netfilterRemedyOf, thisNode} from 'rke2-netdoctor';

const links = ['kubernetes/debug-service', 'rke2/requirements-networking'] as const;
const explains = [
	...['service/api-address#silent', 'dns/service-address', 'cni/pod-failures#apiUnreachable'],
	'service/stale-connection#untranslated',
] as const;
const where = {
	text: 'Change it where it was written (iptables.service, netfilter-persistent, a script, a transparent proxy, another product), or it comes back',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'service/translation-taken',
	title: "Packets to services come to kube-proxy's rules",
	rationale:
		'kube-proxy translates the addresses of services in PREROUTING (for pods) and OUTPUT (for this node) of the table nat. The first rule there that accepts, returns or translates a packet decides for its connection: one that stands ahead of the jump to KUBE-SERVICES, or translates in a table of nftables, takes services away, and nobody has their addresses. The chains are followed with the first packet to the API and to the cluster DNS.',
	when: {kubeProxy: ['iptables']},
	needs: {taken: 'netfilter.service-passage'},
	messages: {
		bypassed: {
			severity: 'critical',
			text: "Services do not work for {whom}: rule {rule} lets packets to {services} go before they come to kube-proxy's rules",
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Except the range of services in that rule, or put it behind the jump to KUBE-SERVICES (-A instead of -I)',
						changes: 'node',
					},
					where,
				],
				links,
			},
			explains,
		},
		redirected: {
			severity: 'critical',
			text: "Packets of {whom} to {services} are sent elsewhere before they come to kube-proxy's rules: {rule}",
			guide: {
				steps: [
					{text: '{show}'},
					{text: 'Except the range of services in that rule', changes: 'node'},
					where,
				],
				links,
			},
			explains,
		},
	},
	*run({taken}, {finding, environment}) {
		const affects = [
			thisNode(environment),
			{kind: 'Service', namespace: 'default', name: 'kubernetes'},
			{kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
		] as const;
		const ruleOf = ({shownBy, end}: (typeof taken)[number]): string =>
			`${shownBy === 'nft' ? 'nftables ' : ''}${end.rule?.text ?? end.chain}`;
		for (const rule of new Set(taken.map(ruleOf))) {
			const same = taken.filter(one => ruleOf(one) === rule);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const {shownBy, end, how} = first;
			yield finding(
				how,
				{
					whom: [...new Set(same.map(({from}) => from))].join(' and of '),
					services: listNames([...new Set(same.map(({service, address}) => `${service} (${address})`))]),
					rule,
					show: netfilterRemedyOf(first, '').show,
				},
				{kind: 'NetfilterRule', name: `nat ${rule}`},
				{
					evidence: [
						{
							from: 'taken',
							of: shownBy === 'nft' ? end.chain.split(' ').slice(0, 2).join(' ') : shownBy,
							excerpt: end.rule?.excerpt ?? end.chain,
						},
					],
					affects,
				},
			);
		}
	},
});

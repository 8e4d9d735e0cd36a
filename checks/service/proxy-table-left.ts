import {atPort, defineCheck, familyOf, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/proxy-table-left',
	title: 'No table of kube-proxy is left from a mode that it no longer runs in',
	rationale:
		'In nftables mode kube-proxy translates in a table of its own. Where it runs in iptables mode again and that table is still there, both translate, and the first of them decides: connections go to endpoints of the time when the table was last written. It is told where the service address of the API is silent while a server answers.',
	when: {kubeProxy: ['iptables']},
	needs: {chains: 'netfilter.nft-chains', contact: 'service.contact'},
	messages: {
		left: {
			severity: 'critical',
			text: 'kube-proxy runs in iptables mode, but its table of nftables mode is left and translates too ({hooks}); {service}, the service address of the API, does not answer',
			guide: {
				steps: [
					{text: 'nft list map ip kube-proxy service-ips; nft list chains | grep -A 9 kube-proxy'},
					{text: 'nft delete table ip kube-proxy; nft delete table ip6 kube-proxy', changes: 'node'},
				],
				links: ['rke2/nftables', 'kubernetes/debug-service'],
			},
			explains: ['service/api-address#silent', 'dns/service-address', 'cni/pod-failures#apiUnreachable'],
		},
	},
	*run({chains, contact}, {finding, environment}) {
		const {address, port, service, endpoints} = contact;
		const ofAddress = familyOf(address) === 'ipv6' ? 'ip6' : 'ip';
		const left = chains.filter(
			({family, table, type}) => family === ofAddress && table === 'kube-proxy' && type === 'nat',
		);
		const isDead =
			service.result !== 'answered' && endpoints.some(({answer}) => answer?.result === 'answered');
		if (left.length === 0 || !isDead) {
			return;
		}
		yield finding(
			'left',
			{
				service: atPort(address, port),
				hooks: listNames(left.map(({name, hook = ''}) => `chain ${name} at ${hook}`)),
			},
			{kind: 'NetfilterRule', name: `table ${ofAddress} kube-proxy`},
			{
				evidence: [
					{
						from: 'chains',
						excerpt: left
							.map(({name, hook}) => `table ${ofAddress} kube-proxy, chain ${name}: type nat hook ${hook}`)
							.join('\n'),
					},
					{from: 'contact', excerpt: `${atPort(address, port)} ${service.result}`, of: address},
				],
				affects: [
					thisNode(environment),
					{kind: 'Service', namespace: 'default', name: 'kubernetes'},
					{kind: 'Service', namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns'},
				],
			},
		);
	},
});

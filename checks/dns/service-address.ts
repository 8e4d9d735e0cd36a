import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/service-address',
	title: 'The cluster DNS answers on its service address',
	rationale:
		'Every pod asks the service address of the cluster DNS, usually 10.43.0.10. Where a CoreDNS pod answers when it is asked directly but the service address does not, CoreDNS and the network between nodes are well: what is broken is the way from the service address to the endpoint on this node, its rules, connection tracking or masquerading.',
	needs: {contact: 'dns.contact', settled: 'rke2.settled'},
	wants: {rules: 'service.rules', addresses: 'ip.address', protocols: 'dns.contact-tcp'},
	messages: {
		silent: {
			severity: 'critical',
			text: 'The cluster DNS does not answer on its service address {address}, although CoreDNS at {endpoints} answers this node directly{reason}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:10256/healthz; crictl ps -a --name kube-proxy'},
					{
						text: 'If dig +tcp @{address} answers: grep -w dst={address} /proc/net/nf_conntrack | grep -w udp, for a pod that is gone; iptables-save | grep -w udp; and tx-checksum-ip-generic of the tunnel, which damages what is masqueraded',
					},
					{
						text: 'iptables-save -t nat | grep coredns; iptables-legacy-save -t nat | grep coredns: one back-end only, with the endpoints of today',
					},
					{
						text: 'With NodeLocal DNSCache (ip address show nodelocaldns) its own pod is asked: crictl logs --tail 50 $(crictl ps -aq --name node-cache | head -1)',
					},
					{
						text: 'Restart kube-proxy, which writes its rules anew: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'kubernetes/debug-dns', 'rancher/dns', 'rke2/nodelocal-dns'],
			},
			explains: ['dns.search-answers'],
		},
	},
	*run({contact, rules, addresses, protocols}, {finding, environment}) {
		const {address, service, endpoints} = contact;
		const direct = endpoints.filter(({answer}) => answer?.result === 'answered');
		const [near] = direct;
		// The rules may have picked an endpoint that does not answer directly either.
		const isLottery = endpoints.some(({answer}) => answer !== undefined && answer.result !== 'answered');
		if (near === undefined || service.result === 'answered' || isLottery) {
			return;
		}
		const isWritten = rules?.some(
			({rules: {isHooked, ports}}) => isHooked && ports.some(entry => entry.address === address),
		);
		const holder = addresses?.find(entry => entry.address === address)?.link;
		const isMissing = isWritten === false && environment.kubeProxy.value === 'iptables';
		yield finding(
			'silent',
			{
				address,
				endpoints: listNames(direct.map(endpoint => endpoint.address)),
				reason:
					holder !== undefined && holder !== 'kube-ipvs0'
						? `; ${holder} of this node holds the address, as NodeLocal DNSCache does`
						: isMissing
							? '; there is no rule for it'
							: protocols?.tcp.result === 'answered'
								? '; over TCP it answers, so that datagrams alone are lost: an entry of connection tracking, a rule for UDP, or checksums'
								: '',
			},
			{kind: 'Service', namespace: 'kube-system', name: contact.name.replace(/^.*\//, '')},
			{
				evidence: [
					{from: 'contact', excerpt: `${address}:53 ${service.result}`, of: `@${address}`},
					{
						from: 'contact',
						excerpt: `${near.address}:53 ${near.answer?.answer?.join(', ') ?? 'answered'}`,
						of: `@${near.address}`,
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

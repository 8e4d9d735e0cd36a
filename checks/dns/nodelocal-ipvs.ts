import {corednsService, defineCheck, isSameAddress, thisNode} from 'rke2-netdoctor';

const [ofCache, ofProxy] = ['nodelocaldns', 'kube-ipvs0'];

export default defineCheck({
	id: 'dns/nodelocal-ipvs',
	title: 'In ipvs mode NodeLocal DNSCache leaves the address of the cluster DNS to kube-proxy',
	rationale:
		'In ipvs mode kube-proxy gives the address of the cluster DNS to kube-ipvs0 and takes what comes to it inside the kernel. NodeLocal DNSCache, unless it is told of that mode, binds the same address and has its packets exempted from connection tracking, without which ipvs translates nothing back: names resolve on no node where both are. In that mode it must have its link-local address only, and pods must be told that one.',
	when: {kubeProxy: ['ipvs']},
	needs: {addresses: 'ip.address', ranges: 'cluster.ranges', contact: 'dns.contact'},
	messages: {
		both: {
			severity: 'critical',
			text: 'Both kube-ipvs0 and nodelocaldns hold {dns}, the address of the cluster DNS, which does not answer: NodeLocal DNSCache was set up for kube-proxy in iptables mode, while it runs in ipvs mode',
			guide: {
				steps: [
					{
						text: 'ip -br address show nodelocaldns; ip -br address show kube-ipvs0; iptables-save -t raw | grep {dns}',
					},
					{
						text: 'In the HelmChartConfig rke2-coredns: nodelocal.ipvs: true beside nodelocal.enabled: true',
						changes: 'cluster',
					},
					{
						text: 'On every node kubelet-arg cluster-dns=169.254.20.10 in /etc/rancher/rke2/config.yaml, restart RKE2, and start pods anew',
						changes: 'cluster',
					},
					{
						text: 'Or take proxy-mode=ipvs out of kube-proxy-arg on every node, and reboot it',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/service-address'],
		},
	},
	*run({addresses, ranges, contact}, {finding, environment}) {
		const holds = (device: string, wanted: string): boolean =>
			addresses.some(({link, address}) => link === device && isSameAddress(address, wanted));
		const dns = ranges.dns.find(wanted => holds(ofCache, wanted) && holds(ofProxy, wanted));
		const isSilent = contact.service.result !== 'answered';
		if (dns === undefined || !isSilent) {
			return;
		}
		yield finding(
			'both',
			{dns},
			{kind: 'Interface', name: ofCache},
			{
				evidence: [{from: 'addresses', excerpt: `${ofProxy} ${dns}\n${ofCache} ${dns}`}],
				about: [corednsService],
				affects: [thisNode(environment)],
			},
		);
	},
});

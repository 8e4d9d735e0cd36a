import {defineCheck, isSameAddress, listNames, thisNode} from 'rke2-netdoctor';

const device = 'nodelocaldns';

export default defineCheck({
	id: 'dns/nodelocal-left',
	title: 'Where NodeLocal DNSCache has the address of the cluster DNS, it runs',
	rationale:
		'NodeLocal DNSCache gives its device nodelocaldns the address of the cluster DNS, so that questions of the pods here never leave the node. When it is switched off, or its pod vanishes, the device and its NOTRACK rules stay behind: the kernel still delivers the questions to this node, where nobody listens, while the cluster DNS itself is well.',
	needs: {addresses: 'ip.address', pods: 'crictl.pods', ranges: 'cluster.ranges'},
	messages: {
		left: {
			severity: 'critical',
			text: 'The device nodelocaldns holds {dns}, the address of the cluster DNS, but no node-local-dns pod runs on this node: pods here cannot resolve names',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get daemonset,pods -l k8s-app=node-local-dns -o wide; crictl pods --name node-local-dns',
					},
					{
						text: 'If it was switched off: drain and reboot the node, which takes away the device and the NOTRACK rules that keep kube-proxy from translating {first}',
						changes: 'node',
					},
					{
						text: 'Without a reboot: iptables-save -t raw | grep {first}, delete these rules with iptables -t raw -D, then ip link delete nodelocaldns',
						changes: 'node',
					},
					{
						text: 'If it is to run: nodelocal.enabled: true in the HelmChartConfig rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['rke2/nodelocal-dns', 'rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/service-address'],
		},
	},
	*run({addresses, pods, ranges}, {finding, environment}) {
		const held = addresses.filter(({link}) => link === device);
		const dns = ranges.dns.filter(wanted => held.some(({address}) => isSameAddress(address, wanted)));
		const [first] = dns;
		const isRunning = pods.some(({name, isReady}) => isReady && /^node-?local-?dns/.test(name));
		if (first === undefined || isRunning || environment.service.value === 'starting') {
			return;
		}
		yield finding(
			'left',
			{dns: listNames(dns), first},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'addresses', excerpt: held.map(({address}) => `${device} ${address}`).join('\n')},
					{from: 'pods', excerpt: 'no ready sandbox whose name begins with node-local-dns or nodelocaldns'},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

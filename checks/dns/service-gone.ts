import {corednsService, defineCheck, isSameAddress, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'dns/service-gone',
	title: 'There is a Service for the cluster DNS where pods ask for names',
	rationale:
		'The kubelet hands the address of the cluster DNS to every pod, whether or not there is a Service of that address. When the chart of CoreDNS was not installed, was taken away, or leaves its Service out, CoreDNS may run well, and no pod reaches it. Looked at is whether the API lists the Service, and whether anything on this node serves the address: a rule of kube-proxy, kube-ipvs0, or NodeLocal DNSCache.',
	when: {kubeProxy: ['iptables', 'ipvs']},
	needs: {
		services: 'service.endpoints',
		rules: 'service.rules',
		ranges: 'cluster.ranges',
		addresses: 'ip.address',
		resolvers: 'dns.pod-resolvers',
		settled: 'rke2.settled',
	},
	messages: {
		gone: {
			severity: 'critical',
			text: 'There is no Service rke2-coredns-rke2-coredns, and nothing on this node serves {address}, which {pods} ask for names: no pod that asks there resolves any',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system get service,deployment,pods | grep -e coredns -e dns; kubectl -n kube-system logs -l job-name=helm-install-rke2-coredns --tail 30',
					},
					{
						text: 'kubectl -n kube-system get helmchartconfig rke2-coredns -o yaml: a name that was changed there? With nodelocal.enabled and kube-proxy in ipvs mode some releases leave the Service out: take nodelocal away, or upgrade RKE2 (rancher/rke2 issue 10103)',
						changes: 'cluster',
					},
					{
						text: 'Have the chart installed again, which makes the Service: kubectl -n kube-system delete job helm-install-rke2-coredns',
						changes: 'cluster',
					},
				],
				links: ['rke2/coredns', 'rke2/nodelocal-dns', 'kubernetes/debug-dns'],
			},
			explains: ['service/rules-missing#missing', 'dns/nodelocal-log#upstream'],
		},
	},
	*run({services, rules, ranges, addresses, resolvers: {others}}, {finding, environment}) {
		const wanted = ranges.dns.find(address => !address.includes(':'));
		const asking = others.filter(({settings: {servers}}) =>
			servers.some(server => wanted !== undefined && isSameAddress(server, wanted)),
		);
		if (services.isDnsMissing !== true || wanted === undefined || asking.length === 0) {
			return;
		}
		// Somebody may have given CoreDNS another name, or serve names himself.
		const isServed =
			addresses.some(({address}) => isSameAddress(address, wanted)) ||
			(environment.kubeProxy.value === 'iptables' &&
				rules.some(backend =>
					backend.rules.ports.some(({address, port}) => address === wanted && port === 53),
				));
		if (!isServed) {
			yield finding(
				'gone',
				{
					address: wanted,
					pods: listNames(asking.map(({namespace, name}) => `${namespace}/${name}`)),
				},
				corednsService,
				{
					evidence: [
						{
							from: 'services',
							of: 'rke2-coredns',
							excerpt: 'kubernetes.io/service-name=rke2-coredns-rke2-coredns: no EndpointSlice',
						},
						{
							from: 'resolvers',
							of: 'inspectp',
							excerpt: `${asking[0]?.namespace}/${asking[0]?.name}: nameserver ${wanted}`,
						},
					],
					affects: [
						thisNode(environment),
						{kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns'},
					],
				},
			);
		}
	},
});

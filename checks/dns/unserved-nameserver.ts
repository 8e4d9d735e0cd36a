import {
	contains,
	defineCheck,
	leftServiceRange,
	listNames,
	listSetting,
	parseAddress,
	parseCidr,
	thisNode,
	workloadName,
} from 'rke2-netdoctor';

const dnsService = 'kube-system/rke2-coredns-rke2-coredns:';

const setAlike = {
	text: 'Set cluster-dns to {actual} again: on all servers alike, and take cluster-dns={server} out of kubelet-arg of this node; then restart RKE2 (systemctl restart rke2-server or rke2-agent)',
	changes: 'cluster',
} as const;
const look = {
	text: 'kubectl -n kube-system get service rke2-coredns-rke2-coredns; grep -rn cluster-dns /etc/rancher/rke2, here and on the servers',
} as const;
const links = ['rke2/server-config', 'kubernetes/debug-dns', 'rke2/coredns'] as const;
const explains = ['service/rules-missing#missing', 'dns/service-address#silent'] as const;

export default defineCheck({
	id: 'dns/unserved-nameserver',
	title: 'A service answers at the address that pods of this node ask for names',
	rationale:
		'The kubelet writes an address into each pod that it starts (cluster-dns), and the Service of CoreDNS has an address of its own; nothing keeps the two alike. A Service keeps its address for life, so that a cluster-dns which is set later, or on one node only, sends pods to an address that nobody serves. Names do not resolve in them, while CoreDNS and its Service are well.',
	when: {kubeProxy: ['iptables']},
	needs: {
		resolvers: 'dns.pod-resolvers',
		services: 'service.rules',
		ranges: 'cluster.ranges',
		addresses: 'ip.address',
		configuration: 'rke2.configuration',
	},
	messages: {
		nobody: {
			severity: 'critical',
			text: 'Pods of this node ask {server} for names, where no service is; the cluster DNS has the address {actual}: names do not resolve in {pods}',
			guide: {
				steps: [
					look,
					setAlike,
					{
						text: 'Pods keep what they were started with: kubectl -n {namespace} rollout restart deployment, for all workloads of this node',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		rangeChanged: {
			severity: 'critical',
			text: 'The servers have {range} for services (service-cidr), but the Service of the cluster DNS has the address {actual}: the range of a running cluster was changed. Its services keep their addresses, while pods that are started now ask {server} for names, where no service is',
			guide: {
				steps: [
					{
						text: 'kubectl get services -A -o wide; grep -rn -e cidr -e cluster-dns /etc/rancher/rke2, here and on the servers',
					},
					{
						text: 'Set service-cidr, cluster-cidr and cluster-dns on all servers to what they were when the cluster was made ({actual} lies in that range), and restart them one by one',
						changes: 'cluster',
					},
					{
						text: 'For other ranges build a new cluster: RKE2 does not support changing those of one that runs',
					},
				],
				links: ['rke2/server-config', 'rke2/select-cni', 'rke2/coredns'],
			},
			explains: [...explains, 'rke2/chart-installation#failing'],
		},
		configured: {
			severity: 'critical',
			text: 'The servers have {server} for the cluster DNS (cluster-dns), but its Service has the address {actual}: pods that are started now ask where no service is',
			guide: {steps: [look, setAlike], links},
			explains,
		},
	},
	*run(
		{resolvers: {others}, services, ranges, addresses, configuration: {settings}},
		{finding, environment},
	) {
		const ports = services.filter(({rules}) => rules.isHooked).flatMap(({rules}) => rules.ports);
		const actual = ports.find(
			({name, protocol}) => name.startsWith(dnsService) && protocol === 'udp',
		)?.address;
		const ofServices = ranges.services.flatMap(range => parseCidr(range) ?? []);
		const isUnserved = (server: string): boolean => {
			const parsed = parseAddress(server);
			return (
				parsed !== undefined &&
				ofServices.some(range => range.family === parsed.family && contains(range, parsed)) &&
				!ports.some(({address, port}) => address === server && port === 53) &&
				!addresses.some(({address}) => address === server)
			);
		};
		// A pod that asks several servers gets its answer from another one, if late.
		const lost = others.filter(
			({settings: {servers}}) =>
				servers.length > 0 && servers.every(server => !server.includes(':') && isUnserved(server)),
		);
		// The kubelet's own setting goes before that of RKE2.
		const isSetForKubelet = listSetting(settings, 'kubelet-arg').some(argument =>
			/^(?:--)?cluster-dns=/.test(argument),
		);
		const told = isSetForKubelet
			? undefined
			: ranges.dns.find(address => !address.includes(':') && isUnserved(address));
		// One workload may name a server of its own, which is its own fault.
		const [first] = lost.filter(
			({
				settings: {
					servers: [server],
				},
			}) => {
				const alike = lost.filter(({settings: {servers}}) => servers[0] === server);
				const workloads = alike.map(({namespace, name}) => `${namespace}/${workloadName(name)}`);
				return server === told || new Set(workloads).size > 1;
			},
		);
		const server = first?.settings.servers[0] ?? told;
		if (server === undefined || actual === undefined) {
			return;
		}
		const namespace = 'kube-system';
		const affects = [
			{kind: 'Service', name: server},
			{kind: 'Service', namespace, name: 'rke2-coredns-rke2-coredns'},
		] as const;
		const written = {
			from: 'services',
			excerpt: `${dnsService}udp-53 ${actual}, no service at ${server}`,
		} as const;
		const range = leftServiceRange(
			actual,
			ports.map(({address}) => address),
			ranges.services,
		);
		if (range !== undefined) {
			yield finding(
				'rangeChanged',
				{range, actual, server},
				{kind: 'AddressRange', name: range},
				{
					evidence: [{from: 'ranges', excerpt: `global.serviceCIDR: ${range}`}, written],
					affects: [...affects, {kind: 'HelmChart', namespace, name: 'rke2-coredns'}],
				},
			);
			return;
		}
		if (first === undefined) {
			yield finding(
				'configured',
				{server, actual},
				{kind: 'Service', name: server},
				{
					evidence: [{from: 'ranges', excerpt: `global.clusterDNS: ${server}`}, written],
					affects,
				},
			);
			return;
		}
		const named = lost.filter(({settings}) => settings.servers.includes(server));
		yield finding(
			'nobody',
			{
				...{server, actual, namespace: first.namespace},
				pods: listNames(named.map(({namespace, name}) => `${namespace}/${name}`)),
			},
			thisNode(environment),
			{
				evidence: [
					{
						from: 'resolvers',
						of: 'inspectp',
						excerpt: `${first.namespace}/${first.name}: nameserver ${server}`,
					},
					written,
				],
				affects,
			},
		);
	},
});

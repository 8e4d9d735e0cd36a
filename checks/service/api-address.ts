import {
	atPort,
	defineCheck,
	endedWithoutApi,
	familyOf,
	isSameAddress,
	listNames,
	pluginsWithoutApi,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const symptoms = [
	...['canal/container', 'flannel/container', 'calico/container', 'cilium/container'],
	...['dns/service-address', 'cni/configuration-missing', ...pluginsWithoutApi],
	...endedWithoutApi,
	...withoutApi,
] as const;

const answers = (result: string | undefined): boolean => result === 'answered';

export default defineCheck({
	id: 'service/api-address',
	title: 'The service address of the API answers on this node',
	rationale:
		'Pods reach the API by the service kubernetes, usually 10.43.0.1:443, which kube-proxy or the CNI translates to the servers. The installer of the CNI itself uses it. Where a server answers directly but the service address does not, the servers and the network between nodes are well, and what is broken is the translation on this node.',
	needs: {contact: 'service.contact', settled: 'rke2.settled'},
	wants: {health: 'kube-proxy.health', rules: 'service.rules', nodes: 'kubernetes.nodes'},
	messages: {
		silent: {
			severity: 'critical',
			text: 'The service address of the API, {service}, does not answer on this node ({result}), although {servers} answers directly: services do not work here{reason}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:10256/healthz; crictl ps -a --name kube-proxy'},
					{
						text: 'iptables-save -t nat | grep default/kubernetes; iptables-legacy-save -t nat | grep default/kubernetes: one back-end only, with the servers of this cluster',
					},
					{
						text: 'Restart kube-proxy, which writes its rules anew: crictl stop $(crictl ps -q --name kube-proxy)',
						changes: 'node',
					},
					{
						text: 'If the rules are there: disable firewalld, ufw and other firewalls of this host',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/known-issues-firewalld', 'rke2/issue-install-cni-timeout'],
			},
			explains: symptoms,
		},
		partly: {
			severity: 'warning',
			text: 'The API server {server} does not answer this node ({result}), but {service} still leads to it: about one in {count} connections of pods to the API fails',
			guide: {
				steps: [
					{text: 'curl -k --max-time 3 https://{server}/version'},
					{text: 'On that server: systemctl status rke2-server; crictl ps -a --name kube-apiserver'},
					{text: 'Look at the firewall between this node and port 6443 of that server'},
				],
				links: ['rke2/requirements-ports', 'kubernetes/debug-service'],
			},
		},
	},
	*run({contact, health, rules, nodes}, {finding, environment}) {
		const {address, service, endpoints} = contact;
		const direct = endpoints.filter(({answer}) => answers(answer?.result));
		const [near] = direct;
		if (near === undefined) {
			return;
		}
		const at = (endpoint: {readonly address: string; readonly port: number}): string =>
			atPort(endpoint.address, endpoint.port);
		if (!answers(service.result)) {
			// What is read of the rules is IPv4's.
			const isWritten =
				familyOf(address) === 'ipv6' ||
				rules?.some(
					({rules: {isHooked, ports}}) => isHooked && ports.some(entry => entry.address === address),
				);
			const causes = [
				...(health?.state === 'refused' ? ['kube-proxy does not answer its health check'] : []),
				...(isWritten === false && environment.kubeProxy.value === 'iptables'
					? ['there is no rule for it']
					: []),
			];
			yield finding(
				'silent',
				{
					service: at(contact),
					result: service.detail ?? service.result,
					servers: listNames(direct.map(at)),
					reason: causes.length === 0 ? '' : `; ${causes.join(', and ')}`,
				},
				{kind: 'Service', namespace: 'default', name: 'kubernetes'},
				{
					evidence: [
						{from: 'contact', excerpt: `${at(contact)} ${service.result}`, of: address},
						{from: 'contact', excerpt: `${at(near)} answered`, of: near.address},
					],
					affects: [thisNode(environment)],
				},
			);
			return;
		}
		for (const endpoint of endpoints) {
			const {answer} = endpoint;
			if (answer !== undefined && !answers(answer.result)) {
				yield finding(
					'partly',
					{
						server: at(endpoint),
						result: answer.detail ?? answer.result,
						service: at(contact),
						count: endpoints.length,
					},
					{kind: 'Endpoint', name: at(endpoint)},
					{
						evidence: [{from: 'contact', excerpt: `${at(endpoint)} ${answer.result}`, of: endpoint.address}],
						about: (nodes ?? [])
							.filter(({internalIps}) => internalIps.some(own => isSameAddress(own, endpoint.address)))
							.map(({name}) => ({kind: 'Node', name}) as const),
					},
				);
			}
		}
	},
});

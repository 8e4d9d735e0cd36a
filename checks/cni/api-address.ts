import {
	atPort,
	defineCheck,
	endedWithoutApi,
	listNames,
	pluginsWithoutApi,
	thisNode,
	withoutCalicoNode,
} from 'rke2-netdoctor';

/** Plugins are told with the path of their kubeconfig. */
const isPlugin = (user: string): boolean => user.includes('(');

export default defineCheck({
	id: 'cni/api-address',
	title: 'The Kubernetes API answers where the CNI looks for it',
	rationale:
		'Calico and Multus usually reach the API by its service address. Where they were given another one, as Calico without kube-proxy must be, it is written into the environment of calico-node and the kubeconfigs of the plugins, and stays there when that server is gone: what runs goes on, but nothing new gets a network.',
	needs: {contact: 'cni.api-contact'},
	messages: {
		silent: {
			severity: 'critical',
			text: '{users} {count:looks|look} for the Kubernetes API at {server}, which does not answer this node ({how}): {effect}',
			guide: {
				steps: [
					{text: 'curl -k https://{server}/version: an answer of any kind is good'},
					{
						text: 'kubectl get endpoints kubernetes: the servers that there are; kubectl -n tigera-operator get configmap kubernetes-services-endpoint -o yaml: the one that was given',
					},
					{
						text: 'Calico: set kubernetesServiceEndpoint in the HelmChartConfig rke2-calico to an address that leads to all servers, such as that of a load balancer, not to one of them',
						changes: 'cluster',
					},
					{
						text: 'Then let the files be written anew: delete the pods of calico-node and rke2-multus of this node',
						changes: 'cluster',
					},
				],
				links: ['calico/ebpf', 'rke2/calico', 'rke2/chart-calico'],
			},
			explains: [
				...pluginsWithoutApi,
				'cni/pod-failures#failing',
				...endedWithoutApi,
				'multus/kubeconfig-server',
				'calico/log#apiUnreachable',
				'canal/log#apiUnreachable',
				...withoutCalicoNode,
				'calico/container',
				'canal/container',
				'calico/felix-health#notReady',
				'canal/felix-health#notReady',
			],
		},
	},
	*run({contact}, {finding, environment}) {
		for (const {address, port, users, answer} of contact) {
			if (answer === undefined || answer.result === 'answered') {
				continue;
			}
			const server = atPort(address, port);
			const how = answer.result === 'reset' ? 'refused' : answer.result;
			yield finding(
				'silent',
				{
					...{users: listNames(users), count: users.length, server, how},
					effect: [
						...(users.some(isPlugin) ? ['new pods get no network'] : []),
						...(users.every(isPlugin) ? [] : ['calico-node does not come up again once it ends']),
					].join(', and '),
				},
				{kind: 'Endpoint', name: server},
				{
					evidence: [
						{from: 'contact', of: `${address} ${port}`, excerpt: `${how} ${answer.detail ?? ''}`.trim()},
						...users.map(
							user =>
								({
									from: 'contact',
									of: /\((.+)\)/.exec(user)?.[1] ?? 'environ',
									excerpt: `${user}: ${server}`,
								}) as const,
						),
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

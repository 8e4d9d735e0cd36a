import {defineCheck, registrationServer} from 'rke2-netdoctor';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go */
const rule =
	/^-d ([0-9a-f.:]+)(?:\/\d+)? -p tcp -m comment --comment "([^\s":]+)\S* (?:loadbalancer IP|external IP)" .*--dport (\d+) -j KUBE-/;

export default defineCheck({
	id: 'service/registration-address',
	title: 'No service takes the address at which this node joins',
	rationale:
		'A Service of type LoadBalancer, as kube-vip can make it for the control plane, has its address translated on every node: packets to the virtual address never leave the node but go to endpoints that it knew last. When the leader has changed and those are gone, the node cannot learn the new ones. Where the address answers, something keeps the endpoints up to date, as SUSE Edge does with MetalLB and the endpoint-copier-operator.',
	when: {role: ['server', 'agent'], kubeProxy: ['iptables']},
	needs: {
		configuration: 'rke2.configuration',
		rules: 'netfilter.iptables',
		registration: 'rke2.registration',
	},
	messages: {
		taken: {
			severity: 'warning',
			text: '{url}, where this node joins, is an address of the Service {service}: kube-proxy sends what this node sends there to the endpoints that it knew last, and nothing answers: after a change of the leader the node waits in vain',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep {address}'},
					{
						text: 'Give the virtual address of the servers to kube-vip as an address of its own, without a Service (vip_address, svc_enable for others only), or to keepalived or a balancer',
						changes: 'cluster',
					},
					{
						text: 'Or set ipMode: Proxy in status.loadBalancer.ingress of the Service, with which kube-proxy leaves the address alone',
						changes: 'cluster',
					},
				],
				links: ['rke2/config-files', 'kubernetes/debug-service', 'rke2/server-config'],
			},
			explains: ['rke2/registration-address'],
		},
	},
	*run({configuration: {settings}, rules, registration: [contact]}, {finding}) {
		const server = registrationServer(settings);
		if (server === undefined || contact === undefined || contact.answer.result === 'answered') {
			return;
		}
		const lines = [rules.nft, rules.legacy].flatMap(ruleset =>
			(ruleset?.tables ?? [])
				.filter(({name}) => name === 'nat')
				.flatMap(({chains}) => chains)
				.filter(({name}) => name === 'KUBE-SERVICES')
				.flatMap(chain => chain.rules.map(({text}) => text)),
		);
		for (const text of lines) {
			const [, address, service = '', port] = rule.exec(text) ?? [];
			if (address === server.address && Number(port) === server.port) {
				const data = {url: server.url, address, service};
				yield finding(
					'taken',
					data,
					{kind: 'Endpoint', name: `${address}:${server.port}`},
					{
						evidence: [
							{from: 'configuration', excerpt: `server: ${server.url}`, of: '/etc/rancher/rke2/config.yaml'},
							{from: 'rules', excerpt: text},
							{
								from: 'registration',
								of: address,
								excerpt: `${address}:${server.port} ${contact.answer.result}`,
							},
						],
					},
				);
				return;
			}
		}
	},
});

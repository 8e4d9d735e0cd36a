import {defineCheck, thisNode} from 'rke2-netdoctor';

const explains = [
	...['service/api-address', 'service/rules-missing', 'service/stale-endpoint'],
	...['dns/service-address', 'dns/endpoint-unreachable#silent'],
	...['cilium/agent-log#apiUnreachable', 'cilium/kubernetes'],
] as const;

export default defineCheck({
	id: 'service/kube-proxy',
	title: 'kube-proxy runs on this node and is healthy',
	rationale:
		'kube-proxy writes the rules that lead from the address of a service to its endpoints. When it is gone the old rules stay: services work until an endpoint changes, and then fail one by one.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {health: 'kube-proxy.health', containers: 'crictl.containers'},
	messages: {
		stopped: {
			severity: 'critical',
			text: 'kube-proxy does not run on this node, although RKE2 has a manifest for it: services keep the endpoints of the time when it ended',
			guide: {
				steps: [
					{text: 'crictl ps -a --name kube-proxy, and crictl logs of the last one'},
					{text: 'ls /var/log/pods/ | grep kube-proxy'},
					{
						text: 'If its manifest holds a wrong kube-proxy-arg, correct the configuration of RKE2 and restart RKE2',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/cli-tools'],
			},
			explains,
		},
		unhealthy: {
			severity: 'warning',
			text: 'kube-proxy answers its health check with {status}: its rules are older than the services of the cluster',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:10256/healthz tells when it last wrote its rules'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name kube-proxy)'},
				],
				links: ['kubernetes/debug-service'],
			},
		},
	},
	*run({health, containers}, {finding, environment}) {
		const own = containers.filter(({name}) => name === 'kube-proxy');
		const isRunning = own.some(({state}) => state === 'running');
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
		if (health.state === 'refused' && !isRunning) {
			const states = own.map(({state, attempt}) => `kube-proxy ${state}, attempt ${attempt}`);
			yield finding('stopped', {}, subject, {
				evidence: [
					{from: 'health', excerpt: health.detail},
					{from: 'containers', excerpt: states.join('\n') || 'no container kube-proxy'},
				],
				affects: [thisNode(environment)],
			});
		}
		if (health.state === 'unhealthy') {
			const excerpt = health.body.trim() || `HTTP ${health.status}`;
			yield finding('unhealthy', {status: health.status}, subject, {evidence: [{from: 'health', excerpt}]});
		}
	},
});

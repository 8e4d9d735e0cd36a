import {defineCheck, flannelPodOf, thisNode} from 'rke2-netdoctor';

const startsWithin = 2 * 60_000;

export default defineCheck({
	id: 'flannel/health',
	title: 'flanneld, where it has a health endpoint, says that it is ready',
	rationale:
		'Since August 2026 RKE2 lets flanneld answer on port 8081: ready means that it has its pod CIDR, has made its device and has written its rules. A flanneld that runs but is not ready keeps this node out of the overlay.',
	when: {cni: ['canal', 'flannel']},
	needs: {health: 'flannel.health', flannel: 'flannel.containers', now: 'system.clock'},
	messages: {
		notReady: {
			severity: 'critical',
			text: 'flanneld has been running for {minutes} {minutes:minute|minutes} and is not ready: {answer}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:{port}/readyz'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name kube-flannel)'},
				],
				links: ['flannel/log-messages', 'rke2/canal'],
			},
		},
		refused: {
			severity: 'warning',
			text: 'flanneld has been running for {minutes} {minutes:minute|minutes} but does not answer on its health port {port}',
			guide: {
				steps: [
					{text: 'ss -lntp | grep {port}'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name kube-flannel)'},
				],
				links: ['flannel/log-messages', 'rke2/chart-canal'],
			},
		},
	},
	*run({health, flannel: {pod}, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'kube-flannel');
		const {port, readiness} = health;
		const isYoung = run === undefined || now - run.createdAt < startsWithin;
		if (run?.state !== 'running' || isYoung || port === undefined || readiness === undefined) {
			return;
		}
		const minutes = Math.floor((now - run.createdAt) / 60_000);
		const {daemonset} = flannelPodOf(environment);
		const subject = {kind: 'Pod', namespace: 'kube-system', name: `${daemonset}/kube-flannel`} as const;
		const affects = [thisNode(environment)];
		switch (readiness.state) {
			case 'healthy':
				return;
			case 'unhealthy': {
				const answer = readiness.body.trim() || `HTTP ${readiness.status}`;
				const excerpt = `HTTP ${readiness.status} ${readiness.body.trim()}`;
				const evidence = [{from: 'health', excerpt}] as const;
				yield finding('notReady', {minutes, answer, port}, subject, {evidence, affects});
				return;
			}
			case 'refused': {
				const evidence = [{from: 'health', excerpt: readiness.detail}] as const;
				yield finding('refused', {minutes, port}, subject, {evidence, affects});
			}
		}
	},
});

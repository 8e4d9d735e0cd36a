import {defineCheck, thisNode} from 'rke2-netdoctor';

/** Felix needs time to read the whole cluster before it calls itself ready. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'canal/felix-health',
	title: 'Felix says that it is live and ready',
	rationale:
		'Felix, in calico-node, programs the rules that let the traffic of each pod through. Its health endpoint on port 9099 names the part that hangs: CalculationGraph waits for the Kubernetes API, InternalDataplaneMainLoop for the kernel.',
	when: {cni: ['canal']},
	needs: {health: 'felix.health', pod: 'canal.containers', now: 'system.clock'},
	wants: {logs: 'canal.logs'},
	messages: {
		notLive: {
			severity: 'critical',
			text: 'Felix on this node hangs: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/liveness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'Delete the rke2-canal pod of this node', changes: 'cluster'},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
		},
		notReady: {
			severity: 'critical',
			text: 'Felix on this node is not ready, so new pods and changed policies get no rules: {components}',
			guide: {
				steps: [
					{text: 'curl -s http://127.0.0.1:9099/readiness'},
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'If CalculationGraph is not ready: check that this node reaches the service address of the API, and that the CRDs of crd.projectcalico.org exist'},
				],
				links: ['calico/node-readiness', 'calico/component-logs'],
			},
		},
		refused: {
			severity: 'critical',
			text: 'calico-node has been running for {minutes} minutes, but Felix does not listen on 127.0.0.1:9099',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -q --name calico-node)'},
					{text: 'ss -lntp | grep 9099'},
				],
				links: ['calico/component-logs', 'calico/node-readiness'],
			},
		},
	},
	*run({health, pod, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'calico-node');
		if (run?.state !== 'running' || now - run.createdAt < startsWithin) {
			return;
		}
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'} as const;
		const affects = [thisNode(environment)];
		const {liveness, readiness} = health;
		if (liveness.state === 'refused') {
			const data = {minutes: Math.floor((now - run.createdAt) / 60_000)};
			yield finding('refused', data, subject, {
				evidence: [{from: 'health', of: '/liveness', excerpt: liveness.detail}],
				affects,
			});
		} else if (liveness.state === 'unhealthy') {
			const components = describe(liveness.components.filter(({liveness: report}) => isBad(report)), liveness.status);
			yield finding('notLive', {components}, subject, {
				evidence: [{from: 'health', of: '/liveness', excerpt: `HTTP ${liveness.status}\n${liveness.body}`.trim()}],
				affects,
			});
		} else if (readiness.state === 'unhealthy') {
			const components = describe(
				readiness.components.filter(({readiness: report}) => isBad(report)),
				readiness.status,
			);
			yield finding('notReady', {components}, subject, {
				evidence: [{from: 'health', of: '/readiness', excerpt: `HTTP ${readiness.status}\n${readiness.body}`.trim()}],
				affects,
			});
		}
	},
});

const isBad = (report: string): boolean => report === 'bad' || report === 'timed-out';

const describe = (components: readonly {readonly component: string; readonly detail: string}[], status: number): string =>
	components.length === 0
		? `HTTP ${status}`
		: components.map(({component, detail}) => (detail === '' ? component : `${component} (${detail})`)).join(', ');

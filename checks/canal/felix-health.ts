import {decisiveLines, defineCheck, thisNode} from 'rke2-netdoctor';

/** Felix needs time to read the whole cluster before it calls itself ready. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'canal/felix-health',
	title: 'Felix says that it is live and ready',
	rationale:
		'Felix, in calico-node, programs the rules that let the traffic of each pod through. Its health endpoint on port 9099 names the part that hangs: CalculationGraph waits for the Kubernetes API, InternalDataplaneMainLoop for the kernel.',
	when: {cni: ['canal']},
	needs: {health: 'felix.health', canal: 'canal.containers', now: 'system.clock'},
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
					{
						text: 'If CalculationGraph is not ready: check that this node reaches the service address of the API, and that the CRDs of crd.projectcalico.org exist',
					},
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
	*run({health, canal: {pod}, now, logs}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'calico-node');
		if (run?.state !== 'running' || now - run.createdAt < startsWithin) {
			return;
		}
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'} as const;
		const {liveness, readiness} = health;
		const log = logs?.find(({container, attempt}) => container === run.name && attempt === run.attempt);
		const details = (of: string, excerpt: string) =>
			({
				evidence: [
					{from: 'health', of, excerpt},
					...(log === undefined || log.lines.length === 0
						? []
						: [{from: 'logs', of: log.path, excerpt: decisiveLines(log.lines)} as const]),
				],
				affects: [thisNode(environment)],
			}) as const;
		// With IPv6 only, localhost is ::1, where nobody has asked.
		const isAsked = environment.families.value?.includes('ipv4') !== false;
		if (liveness.state === 'refused' && isAsked) {
			const minutes = Math.floor((now - run.createdAt) / 60_000);
			yield finding('refused', {minutes}, subject, details('/liveness', liveness.detail));
		} else if (liveness.state === 'unhealthy') {
			const bad = liveness.components.filter(component => isBad(component.liveness));
			yield finding(
				'notLive',
				{components: named(bad, liveness.status)},
				subject,
				details('/liveness', shown(liveness)),
			);
		} else if (readiness.state === 'unhealthy') {
			const bad = readiness.components.filter(component => isBad(component.readiness));
			const data = {components: named(bad, readiness.status)};
			yield finding('notReady', data, subject, details('/readiness', shown(readiness)));
		}
	},
});

const isBad = (report: string): boolean => report === 'bad' || report === 'timed-out';

const named = (
	components: readonly {readonly component: string; readonly detail: string}[],
	status: number,
): string =>
	components
		.map(({component, detail}) => (detail === '' ? component : `${component} (${detail})`))
		.join(', ') || `HTTP ${status}`;

/** The status and the rows of the table that say no. */
const shown = ({status, body}: {readonly status: number; readonly body: string}): string => {
	const rows = body.split('\n').filter(row => /reporting non-|timed out/.test(row));
	return [`HTTP ${status}`, ...rows].join('\n');
};

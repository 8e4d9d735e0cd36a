import {type ContainerRun, decisiveLines, defineCheck, judgeRun, type PodRun, thisNode} from 'rke2-netdoctor';

const main = ['calico-node', 'kube-flannel'];
const minute = 60_000;
const unattended = [
	'canal/nodename',
	'canal/felix-health',
	'canal/flannel-health',
	'canal/network-unavailable',
	'overlay/vxlan-missing',
	'overlay/vtep-mac-announced',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'overlay/peer-unreachable',
] as const;
const uninstalled = [
	...unattended,
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/loopback-missing',
] as const;

/** `exit code 1 (Error), 12 restarts`. */
const describe = ({attempt, end, previousEnd}: ContainerRun): string => {
	const {exitCode, reason} = end ?? previousEnd ?? {};
	const code = exitCode === undefined ? 'exit code unknown' : `exit code ${exitCode}`;
	return `${code}${reason ? ` (${reason})` : ''}, ${attempt} ${attempt === 1 ? 'restart' : 'restarts'}`;
};

/** Init containers run before all others, so that one of those tells that they are done. */
const failedInit = ({containers}: PodRun): ContainerRun | undefined =>
	containers.some(({name}) => main.includes(name))
		? undefined
		: containers.find(({state, end}) => state === 'exited' && (end?.exitCode ?? 0) !== 0);

export default defineCheck({
	id: 'canal/container',
	title: "Canal's containers calico-node and kube-flannel run",
	rationale:
		'Without kube-flannel this node does not learn of new nodes and moved VTEPs; without calico-node new pods get no rules and policies do not change. A container that was restarted long ago, or by an upgrade, is well.',
	when: {cni: ['canal']},
	needs: {canal: 'canal.containers', now: 'system.clock'},
	wants: {logs: 'canal.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of rke2-canal failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					{
						text: 'If it could not reach the service address of the API: look at kube-proxy and at the firewall of this node',
					},
				],
				links: ['rke2/issue-install-cni-timeout', 'rke2/canal'],
			},
			explains: uninstalled,
		},
		notStarted: {
			severity: 'critical',
			text: 'The rke2-canal pod has been there for {minutes} minutes without starting {container}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system describe pods -l k8s-app=canal, and look at the events: image, ConfigMap',
					},
					{text: 'crictl images | grep hardened'},
				],
				links: ['rke2/canal', 'kubernetes/debug-cluster'],
			},
			explains: uninstalled,
		},
		crashing: {
			severity: 'critical',
			text: 'The container {container} of rke2-canal ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'kubectl -n kube-system describe pods -l k8s-app=canal, and look at the one of this node'},
				],
				links: ['rke2/canal', 'flannel/log-messages', 'calico/component-logs'],
			},
			explains: unattended,
		},
		stopped: {
			severity: 'critical',
			text: 'The container {container} of rke2-canal does not run, and nothing starts it again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['rke2/canal', 'rke2/logging'],
			},
			explains: unattended,
		},
		ended: {
			severity: 'info',
			text: 'The container {container} of rke2-canal has just ended and is about to be started again: {how}',
			guide: {steps: [{text: 'Look again in two minutes'}], links: ['rke2/canal']},
		},
	},
	*run({canal: {pod}, now, logs}, {finding, environment}) {
		if (pod === undefined || !pod.isReady) {
			return;
		}
		const subjectOf = (name: string) =>
			({kind: 'Pod', namespace: 'kube-system', name: `rke2-canal/${name}`}) as const;
		// Without calico-node the overlay goes on as it was.
		const affectedBy = (name: string) =>
			name === 'calico-node'
				? [subjectOf(name), {kind: 'File', name: '/var/lib/calico/nodename'} as const]
				: [thisNode(environment)];
		const evidenceOf = (run: ContainerRun) => {
			const {name, attempt, state} = run;
			const ended = state === 'running' ? attempt - 1 : attempt;
			const log = logs?.find(
				entry => entry.container === name && entry.attempt === ended && entry.lines.length > 0,
			);
			const line = {
				from: 'canal',
				of: 'crictl ps -a -o json',
				excerpt: `${name} ${state}: ${describe(run)}`,
			} as const;
			return log === undefined
				? ([line] as const)
				: ([line, {from: 'logs', of: log.path, excerpt: decisiveLines(log.lines)}] as const);
		};
		const failed = failedInit(pod);
		if (failed !== undefined) {
			const data = {container: failed.name, how: describe(failed)};
			yield finding('initFailed', data, subjectOf(failed.name), {
				evidence: evidenceOf(failed),
				affects: affectedBy(failed.name),
			});
			return;
		}
		const missing = main.filter(name => pod.containers.every(run => run.name !== name));
		const [first] = missing;
		const age = now - pod.createdAt;
		if (first !== undefined && age > 5 * minute) {
			const others = pod.containers.map(({name, state}) => `${name} ${state}`).join(', ');
			const excerpt = `${pod.name}: ${others || 'no container'}`;
			const data = {container: missing.join(' and '), minutes: Math.floor(age / minute)};
			yield finding('notStarted', data, subjectOf(first), {
				evidence: [{from: 'canal', of: 'crictl ps -a -o json', excerpt}],
				affects: [thisNode(environment)],
			});
		}
		for (const run of pod.containers.filter(({name}) => main.includes(name))) {
			const verdict = judgeRun(run, pod.createdAt, now);
			if (verdict === 'crashing' || verdict === 'stopped' || verdict === 'ended') {
				const data = {container: run.name, how: describe(run)};
				yield finding(verdict, data, subjectOf(run.name), {
					evidence: evidenceOf(run),
					affects: affectedBy(run.name),
				});
			}
		}
	},
});

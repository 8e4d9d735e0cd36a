import {
	defineCheck,
	judgeRun,
	type KlogLine,
	lastWordsOf,
	pluginsWithoutApi,
	thisNode,
	unansweredCalls,
	withoutApi,
} from 'rke2-netdoctor';

const explains = [
	...['service/api-address', 'service/rules-missing', 'service/stale-endpoint'],
	...['dns/service-address', 'dns/endpoint-unreachable#silent', ...pluginsWithoutApi],
	...withoutApi,
	...unansweredCalls,
] as const;

export default defineCheck({
	id: 'service/kube-proxy',
	title: 'kube-proxy runs on this node and is healthy',
	rationale:
		'kube-proxy writes the rules that lead from the address of a service to its endpoints. When it is gone the old rules stay: services work until an endpoint changes, and then fail one by one.',
	when: {kubeProxy: ['iptables', 'ipvs', 'nftables']},
	needs: {
		health: 'kube-proxy.health',
		containers: 'crictl.containers',
		run: 'kube-proxy.containers',
		now: 'system.clock',
		settled: 'rke2.settled',
	},
	wants: {log: 'kubelet.log', logs: 'kube-proxy.logs', rules: 'service.rules'},
	messages: {
		stopped: {
			severity: 'critical',
			text: 'kube-proxy does not run on this node: {effect}{reason}',
			guide: {
				steps: [
					{text: 'crictl ps -a --name kube-proxy, and crictl logs of the last one'},
					{
						text: 'grep kube-proxy /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 5: why the kubelet does not start it',
					},
					{
						text: 'If there is no kube-proxy.yaml in /var/lib/rancher/rke2/agent/pod-manifests: rke2 --version here and on the servers; upgrade an agent that is older, and restart RKE2',
						changes: 'node',
					},
					{
						text: 'If the kubelet waits for its volumes or does not know it: rm /var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml, and restart RKE2 (systemctl restart rke2-server or rke2-agent), which writes it anew',
						changes: 'node',
					},
					{
						text: 'If its manifest holds a wrong kube-proxy-arg, correct the configuration of RKE2 and restart RKE2',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/cli-tools'],
			},
			explains,
		},
		crashing: {
			severity: 'critical',
			text: 'kube-proxy ends again and again ({attempts} restarts{said}): {effect}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'},
					{
						text: 'grep kube-proxy /var/lib/rancher/rke2/agent/logs/kubelet.log | tail, for a liveness probe that kills it',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/cli-tools'],
			},
			explains,
		},
		conntrackCleanup: {
			severity: 'critical',
			text: 'kube-proxy of RKE2 {version} ends again and again ({attempts} restarts): until 1.32.3 it cleans up connection tracking for all UDP flows, VXLAN between the nodes too, and its liveness probe kills it meanwhile',
			guide: {
				steps: [
					{text: 'Upgrade RKE2 to the newest patch release of 1.32, or later', changes: 'cluster'},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'},
					{text: 'cat /proc/sys/net/netfilter/nf_conntrack_count, how many flows it has to look through'},
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
	*run({health, containers, run: {pod}, now, log, logs, rules}, {finding, environment}) {
		// What is read is of IPv4.
		const isIpv4 = environment.families.value?.includes('ipv4') === true;
		const effect = effectOf(environment.kubeProxy.value === 'iptables' && isIpv4 ? rules : undefined);
		const own = containers.filter(({name}) => name === 'kube-proxy');
		const latest = pod?.containers.find(({name}) => name === 'kube-proxy');
		const isCrashing =
			pod !== undefined && latest !== undefined && judgeRun(latest, pod.createdAt, now) === 'crashing';
		const isRunning = own.some(({state}) => state === 'running');
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
		if (health.state === 'refused' && !isRunning && !isCrashing) {
			const states = own.map(({state, attempt}) => `kube-proxy ${state}, attempt ${attempt}`);
			const complaint = complaintOfKubelet(log);
			yield finding(
				'stopped',
				{effect, reason: complaint === undefined ? '' : `; the kubelet says: ${complaint}`},
				subject,
				{
					evidence: [
						{from: 'health', excerpt: health.detail},
						{from: 'containers', excerpt: states.join('\n') || 'no container kube-proxy'},
						...(complaint === undefined ? [] : [{from: 'log', excerpt: complaint} as const]),
					],
					affects: [thisNode(environment)],
				},
			);
		}
		if (isCrashing) {
			const version = environment.rke2Version.value ?? '';
			const details = {
				evidence: [
					{
						from: 'run',
						of: 'crictl ps -a -o json',
						excerpt: `kube-proxy ${latest.state}, attempt ${latest.attempt}`,
					},
				],
				affects: [thisNode(environment)],
			} as const;
			yield /^v1\.32\.[0-2]\+/.test(version)
				? finding('conntrackCleanup', {attempts: latest.attempt, version}, subject, details)
				: finding(
						'crashing',
						{attempts: latest.attempt, said: lastWordsOf(latest, logs), effect},
						subject,
						details,
					);
			return;
		}
		if (health.state === 'unhealthy') {
			const excerpt = health.body.trim() || `HTTP ${health.status}`;
			yield finding('unhealthy', {status: health.status}, subject, {evidence: [{from: 'health', excerpt}]});
		}
	},
});

/** Without its rules, after a reboot or a flush, there is nothing that services could keep. */
const effectOf = (
	backends: readonly {readonly rules: {readonly ports: readonly unknown[]}}[] | undefined,
): string =>
	backends !== undefined && backends.length > 0 && backends.every(({rules}) => rules.ports.length === 0)
		? 'there are no rules of it either, so that no service address leads anywhere'
		: 'services keep the endpoints of the time when it ended';

/** The last thing that the kubelet could not do for the pod: `unmounted volumes=[file1], …`. */
const complaintOfKubelet = (log: readonly KlogLine[] | undefined): string | undefined => {
	const line = log?.findLast(
		({severity, message}) => severity === 'E' && /\bpod="kube-system\/kube-proxy-/.test(message),
	);
	return /\berr="(.*?)" pod="/
		.exec(line?.message ?? '')?.[1]
		?.replaceAll('\\', '')
		.slice(0, 300);
};

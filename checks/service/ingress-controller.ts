import {containerReportsOf, defineCheck, workloadName} from 'rke2-netdoctor';

/** nginx, its controller before it starts nginx, and Traefik. */
const taken = [
	/bind\(\) to \S+:(\d+) failed \(98: /,
	/port (\d+) is already in use\. Please check the flag/,
	/listen tcp\S* \S*:(\d+): bind: address already in use/,
] as const;
const containers = ['rke2-ingress-nginx-controller', 'rke2-traefik', 'controller', 'traefik'] as const;
const links = ['rke2/ingress', 'rke2/cli-tools'] as const;
const log = {text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -n 1)'} as const;

export default defineCheck({
	id: 'service/ingress-controller',
	title: 'The ingress controller of RKE2 stays up on this node',
	rationale:
		'The ingress controller takes what comes from outside to ports 80 and 443 of this node. With hostNetwork: true it listens there itself, as any program does: where a web server or another controller has the port already, it ends as soon as it starts, and that other program answers. Why else it ends is seldom the network, and only a warning.',
	needs: {ingress: 'ingress.containers', logs: 'ingress.logs', now: 'system.clock'},
	messages: {
		portTaken: {
			severity: 'critical',
			text: 'The ingress controller {pod} ends again and again on this node, because another program has port {port}: {line}',
			guide: {
				steps: [
					{text: 'ss -lntp "sport = :{port}": who listens there'},
					{
						text: 'Stop it, and keep it from starting again (systemctl disable --now httpd, apache2, nginx or haproxy), or give it another port in its own configuration',
						changes: 'node',
					},
					{
						text: 'If it is a second ingress controller on the host network, turn one of them off: ingress-controller in /etc/rancher/rke2/config.yaml of the servers, or disable: rke2-ingress-nginx',
						changes: 'cluster',
					},
				],
				links,
			},
		},
		crashing: {
			severity: 'warning',
			text: 'The ingress controller {pod} does not stay up on this node, so that nothing answers at its ports: {container}, {how}',
			guide: {
				steps: [
					log,
					{
						text: 'kubectl -n kube-system describe pod {pod}: a probe that fails, a volume, memory; and the values that were changed last: kubectl -n kube-system get helmchartconfigs',
					},
				],
				links,
			},
		},
	},
	*run({ingress: {pod}, logs, now}, {finding}) {
		const reports = containerReportsOf('ingress', containers, {pod, now, logs});
		const report = reports.find(({kind}) => kind === 'crashing' || kind === 'stopped');
		if (pod === undefined || report === undefined || report.kind === 'notStarted') {
			return;
		}
		const subject = {kind: 'DaemonSet', namespace: pod.namespace, name: workloadName(pod.name)} as const;
		const lines = logs.flatMap(one => one.lines.map(({message}) => message));
		const line = lines.findLast(message => taken.some(words => words.test(message)));
		const port = taken.map(words => words.exec(line ?? '')?.[1]).find(number => number !== undefined);
		yield line === undefined || port === undefined
			? finding('crashing', {pod: pod.name, ...report.data}, subject, {evidence: report.evidence})
			: finding('portTaken', {pod: pod.name, port, line}, subject, {
					evidence: [...report.evidence, {from: 'logs', of: logs[0]?.path ?? '', excerpt: line}],
				});
	},
});

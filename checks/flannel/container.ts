import {containerReportsOf, defineCheck, thisNode} from 'rke2-netdoctor';

const unattended = [
	'flannel/subnet-env#missing',
	'flannel/masquerade',
	'cni/network-unavailable',
	'overlay/vxlan-missing',
	'overlay/vtep-mac-announced',
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
] as const;
const uninstalled = [
	...unattended,
	'cni/configuration-missing',
	'cni/plugin-missing',
	'cni/loopback-missing',
] as const;

export default defineCheck({
	id: 'flannel/container',
	title: "Flannel's container kube-flannel runs",
	rationale:
		'Without kube-flannel this node does not learn of new nodes and moved VTEPs, and after a reboot no pod gets a network: /run/flannel/subnet.env is gone until flanneld writes it. A container that was restarted long ago, or by an upgrade, is well.',
	when: {cni: ['flannel']},
	needs: {flannel: 'flannel.containers', now: 'system.clock'},
	wants: {logs: 'flannel.logs'},
	messages: {
		initFailed: {
			severity: 'critical',
			text: 'The init container {container} of kube-flannel-ds failed: {how}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -aq --name {container} | head -1)'},
					{
						text: 'It copies plugins to /opt/cni/bin and the configuration to /etc/cni/net.d: see that both can be written to, also under SELinux (ausearch -m avc -ts boot)',
					},
				],
				links: ['rke2/flannel', 'flannel/log-messages'],
			},
			explains: uninstalled,
		},
		notStarted: {
			severity: 'critical',
			text: 'The kube-flannel-ds pod has been there for {minutes} minutes without starting {container}',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system describe pods -l app=flannel, and look at the events: image, ConfigMap',
					},
					{text: 'crictl images | grep flannel'},
				],
				links: ['rke2/flannel', 'kubernetes/debug-cluster'],
			},
			explains: uninstalled,
		},
		crashing: {
			severity: 'critical',
			text: 'The container {container} of kube-flannel-ds ends again and again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'kubectl -n kube-system describe pods -l app=flannel, and look at the one of this node'},
				],
				links: ['flannel/log-messages', 'rke2/flannel'],
			},
			explains: unattended,
		},
		stopped: {
			severity: 'critical',
			text: 'The container {container} of kube-flannel-ds does not run, and nothing starts it again: {how}',
			guide: {
				steps: [
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name {container} | head -1)'},
					{text: 'tail -n 50 /var/lib/rancher/rke2/agent/logs/kubelet.log'},
				],
				links: ['flannel/log-messages', 'rke2/logging'],
			},
			explains: unattended,
		},
		ended: {
			severity: 'info',
			text: 'The container {container} of kube-flannel-ds has just ended and is about to be started again: {how}',
			guide: {steps: [{text: 'Look again in two minutes'}], links: ['rke2/flannel']},
		},
	},
	*run({flannel: {pod}, now, logs}, {finding, environment}) {
		for (const report of containerReportsOf('flannel', ['kube-flannel'], {pod, now, logs})) {
			const {name, kind, evidence} = report;
			const subject = {kind: 'Pod', namespace: 'kube-system', name: `kube-flannel-ds/${name}`} as const;
			const details = {evidence, affects: [kind === 'ended' ? subject : thisNode(environment)]};
			yield report.kind === 'notStarted'
				? finding(report.kind, report.data, subject, details)
				: finding(report.kind, report.data, subject, details);
		}
	},
});

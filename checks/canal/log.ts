import {
	calicoNodeFaults,
	calicoNodeMessages,
	calicoNodeReportOf,
	defineCheck,
	withoutCalicoNode,
} from 'rke2-netdoctor';

const chartLog = {
	text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-canal --tail 30',
};

export default defineCheck({
	id: 'canal/log',
	title: 'calico-node of Canal is not kept from its work by a known reason',
	rationale:
		'In Canal, calico-node programs the rules of each pod, and flanneld the way to other nodes. calico-node says again and again what it waits for, or says it once and ends. The last such line that nothing has answered since names the cause better than an exit code or a health table does. What a calico-node says that is ready is left alone.',
	when: {cni: ['canal']},
	needs: {canal: 'canal.containers', logs: 'canal.logs', health: 'felix.health', now: 'system.clock'},
	wants: {settings: 'felix.settings'},
	messages: calicoNodeMessages({
		explains: [
			...withoutCalicoNode,
			'canal/container',
			'canal/felix-health#notReady',
			'canal/felix-health#notLive',
			'canal/felix-health#refused',
		],
		deployment: chartLog,
		kinds: chartLog,
		links: ['rke2/canal'],
		otherPort: '',
	}),
	*run({canal: {pod}, logs, health, now, settings}, {finding, environment}) {
		const report = calicoNodeReportOf({pod, logs, health, now, settings}, calicoNodeFaults, environment);
		if (report === undefined) {
			return;
		}
		const {message, data, container, details} = report;
		const subject = {kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'} as const;
		// The overlay goes on without calico-node; without its init containers there is no pod at all.
		const affects = [subject, {kind: 'File', name: '/var/lib/calico/nodename'} as const];
		yield finding(message, data, subject, container === 'calico-node' ? {...details, affects} : details);
	},
});

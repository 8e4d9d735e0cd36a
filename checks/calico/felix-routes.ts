import {calicoNodeReportOf, calicoRouteFaults, defineCheck, restartCalicoNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/felix-routes',
	title: 'Felix gets its routes into the kernel and a tunnel address from IPAM',
	rationale:
		'Felix tries again for ever when the kernel refuses a route, and calico-node when no pool has an address for the tunnel device of this node. Both leave Felix ready: nothing but the log tells, and an agent may not read the pools.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', logs: 'calico.logs', health: 'felix.health', now: 'system.clock'},
	messages: {
		routes: {
			severity: 'critical',
			text: 'The kernel refuses routes of Felix ({count} times, the last time {minutes} minutes ago), so that a part of the pods is not reached from here: {line}',
			guide: {
				steps: [
					{
						text: 'ip route show table all | grep -vE "table local|proto kernel"; ip -6 route: what stands where the line says',
					},
					{
						text: '"file exists": a route of somebody else is in the way; remove it where it comes from (an old CNI, NetworkManager, an address of a pod that is gone), then ip route del',
						changes: 'node',
					},
					{
						text: '"no route to host" or "network is unreachable": the device of the line is down or has no address of that family: ip addr show; sysctl net.ipv6.conf.all.disable_ipv6. "no space left" with IPv6: sysctl net.ipv6.route.max_size',
					},
					restartCalicoNode,
				],
				links: ['calico/routing-table', 'calico/component-logs', 'calico/troubleshooting'],
			},
			explains: ['overlay/peer-route#missing'],
		},
		tunnelAddress: {
			severity: 'critical',
			text: 'IPAM gives this node no address for its tunnel device, so that it reaches pods of other nodes only by chance: {line}',
			guide: {
				steps: [
					{
						text: 'On a server: kubectl get ippools.crd.projectcalico.org -o yaml; kubectl get blockaffinities.crd.projectcalico.org | wc -l',
					},
					{
						text: 'A pool must be enabled, allow Tunnel (allowedUses), select this node (nodeSelector), and have a block left: add a pool, or make room',
						changes: 'cluster',
					},
					restartCalicoNode,
				],
				links: ['calico/ipam', 'calico/component-logs', 'calico/troubleshooting'],
			},
		},
	},
	*run(evidence, {finding, environment}) {
		const {
			calico: {pod},
			logs,
			health,
			now,
		} = evidence;
		const report = calicoNodeReportOf({pod, logs, health, now}, calicoRouteFaults, environment);
		if (report === undefined || report.message === 'panic' || report.message === 'apiRefusesPart') {
			return;
		}
		const subject = {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'} as const;
		if (report.message === 'tunnelAddress') {
			yield finding('tunnelAddress', report.data, subject, report.details);
			return;
		}
		// Felix tries again within seconds, and does not say that a later attempt went well.
		if (Number(report.data.minutes) <= 1) {
			const refused = String(report.data.line).match(/[\da-f.:]+\/\d+/g) ?? [];
			yield finding('routes', report.data, subject, {
				...report.details,
				affects: [subject, ...refused.map(name => ({kind: 'Route', name}) as const)],
			});
		}
	},
});

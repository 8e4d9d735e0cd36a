import {
	ciliumAgentSubject,
	ciliumComplaintsOf,
	ciliumMapIn,
	defineCheck,
	indirectRouteIn,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/agent-errors',
	title: "Cilium's agent does not complain of what it can no longer do",
	rationale:
		'An agent that is up and calls itself healthy may still be unable to write what it knows into the kernel: a BPF map without room for another entry, no identity left for new labels, a route by a node that is not on the same network. Nothing but its log tells. A complaint counts when it is repeated and minutes old.',
	when: {cni: ['cilium']},
	needs: {agent: 'cilium.agent', cilium: 'cilium.containers', logs: 'cilium.logs', now: 'system.clock'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		mapFull: {
			severity: 'critical',
			text: 'Cilium has no room for more entries in {map} ({count} times of late): new services, endpoints or policies have no effect on this node',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg map list'},
					{
						text: 'Raise the limit of that map in the HelmChartConfig rke2-cilium: bpf.lbMapMax (cilium_lb…), bpf.policyMapMax (cilium_policy…), bpf.ctTcpMax and bpf.ctAnyMax (cilium_ct…), bpf.natMax (cilium_snat…), or all by bpf.mapDynamicSizeRatio',
						changes: 'cluster',
					},
					{
						text: 'A new size empties the map: restart the agents node by node (kubectl -n kube-system rollout restart daemonset cilium)',
						changes: 'cluster',
					},
				],
				links: ['cilium/bpf-maps', 'cilium/ct-map-full', 'rke2/chart-cilium'],
			},
		},
		identities: {
			severity: 'critical',
			text: 'Cilium has no identity left to give ({count} times of late): pods with new labels get no network, on any node',
			guide: {
				steps: [
					{text: 'kubectl get ciliumidentities --no-headers | wc -l: a cluster has room for 65,280'},
					{
						text: 'The operator clears those that nobody uses: kubectl -n kube-system logs -l io.cilium/app=operator --tail 50',
					},
					{
						text: 'Labels that differ for each pod, such as those of jobs, each take one: name the labels that count in labels in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/identity-labels', 'cilium/agent-logs', 'rke2/chart-cilium'],
			},
			explains: ['cilium/endpoint', 'cilium/pod-failures'],
		},
		notDirect: {
			severity: 'critical',
			text: 'Cilium cannot make the route to the pods of the node {destination}: with autoDirectNodeRoutes all nodes must be on one network, but {destination} is behind {gateway}',
			guide: {
				steps: [
					{text: 'ip route get {destination}'},
					{
						text: 'Let routers carry the pod CIDRs between the networks, by BGP or static routes, and set directRoutingSkipUnreachable: true beside autoDirectNodeRoutes in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'Or use the tunnel, which needs no routes: remove routingMode: native and autoDirectNodeRoutes there',
						changes: 'cluster',
					},
				],
				links: ['cilium/routing', 'rke2/chart-cilium', 'rke2/helmchartconfig'],
			},
			explains: ['cilium/native-routing', 'cilium/peer'],
		},
	},
	*run({agent, cilium: {pod}, logs, now, nodes}, {finding, environment}) {
		for (const {fault, message, count, path} of ciliumComplaintsOf({agent, pod, logs, now})) {
			const evidence = [{from: 'logs', of: path, excerpt: message.slice(0, 400)}] as const;
			const details = {evidence, affects: [thisNode(environment)]};
			switch (fault) {
				case 'mapFull': {
					const map = ciliumMapIn(message) ?? 'a BPF map';
					yield finding(fault, {map, count}, ciliumAgentSubject, details);
					break;
				}
				case 'identities':
					yield finding(fault, {count}, ciliumAgentSubject, details);
					break;
				case 'notDirect': {
					const route = indirectRouteIn(message);
					if (route !== undefined) {
						const name = nodes?.find(({internalIps}) => internalIps.includes(route.destination))?.name;
						const affects = name === undefined ? [] : [{kind: 'Peer', name} as const];
						yield finding(fault, route, ciliumAgentSubject, {evidence, affects});
					}
				}
			}
		}
	},
});

import {
	ciliumAgentSubject,
	ciliumComplaintsOf,
	ciliumMapIn,
	ciliumReasonIn,
	defineCheck,
	indirectRouteIn,
	thisNode,
} from 'rke2-netdoctor';

const programsOfPods = [
	'cilium/controllers',
	'cilium/endpoint',
	'cilium/pod-failures',
	'cni/pod-removal#agent',
] as const;

export default defineCheck({
	id: 'cilium/agent-errors',
	title: "Cilium's agent does not complain of what it can no longer do",
	rationale:
		'An agent that is up and calls itself healthy may still be unable to write what it knows into the kernel: a BPF map without room for another entry, no identity left for new labels, a route by a node that is not on the same network, a program for a pod that the kernel refuses. Nothing but its log tells. A complaint counts when it is repeated and minutes old.',
	when: {cni: ['cilium']},
	needs: {agent: 'cilium.agent', cilium: 'cilium.containers', logs: 'cilium.logs', now: 'system.clock'},
	wants: {nodes: 'kubernetes.nodes', status: 'cilium.status'},
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
			explains: ['cilium/endpoint', 'cilium/pod-failures', 'cni/pod-removal#agent'],
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
		programRefused: {
			severity: 'critical',
			text: 'The kernel {kernel} refuses a program that Cilium loads for pods ({count} times of late), which keep an old one or have no network: {reason}',
			guide: {
				steps: [
					{text: 'uname -r; last -x reboot | head -3; crictl images | grep cilium: which of the two is new?'},
					{
						text: 'Boot the kernel that worked before, or a newer one of the distribution: Cilium is tested with 5.10 and later, and with that of RHEL 8.10',
						changes: 'node',
					},
					{
						text: 'If Cilium is new: go back to the RKE2 release before, or on to the next patch; what makes programs larger can be taken back in the HelmChartConfig rke2-cilium (bpf.masquerade, hostFirewall, nodePort)',
						changes: 'cluster',
					},
				],
				links: ['cilium/system-requirements', 'cilium/agent-logs', 'rke2/chart-cilium'],
			},
			explains: programsOfPods,
		},
		mapLeft: {
			severity: 'critical',
			text: 'A BPF map of a former version of Cilium is in the way of the programs of pods ({count} times of late), which keep an old one or have no network: {reason}',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg endpoint list: which are not ready',
					},
					{
						text: 'Delete the pods of those endpoints, which get new maps; then the cilium pod of this node: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it goes on: drain and reboot this node, whose BPF file system is empty after that',
						changes: 'node',
					},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health'],
			},
			explains: programsOfPods,
		},
		bpffsDenied: {
			severity: 'critical',
			text: 'Cilium cannot keep the programs of pods in the BPF file system ({count} times of late), so that pods have no network: {reason}',
			guide: {
				steps: [
					{
						text: 'findmnt /sys/fs/bpf; ls /sys/fs/bpf/cilium/devices: names with a dot, such as bond0.713, are refused there by the kernel, and Cilium 1.15.4 uses them as they are',
					},
					{
						text: 'Upgrade RKE2 to a release with another patch of Cilium, or go back to the one before',
						changes: 'cluster',
					},
					{
						text: 'Without such a name: getenforce; journalctl -k | grep -iE "apparmor|avc": what forbids it',
					},
				],
				links: ['cilium/agent-logs', 'cilium/system-requirements', 'rke2/cilium'],
			},
			explains: programsOfPods,
		},
		noDevice: {
			severity: 'critical',
			text: 'Cilium finds no interface with an address that faces the network, so that it loads no programs: new pods and changed services are not served: {reason}',
			guide: {
				steps: [
					{
						text: 'ip -br address; ip route get 1.1.1.1: the uplink must be up and have an address that is not link-local',
					},
					{
						text: 'Give the uplink its address back: networkctl renew, nmcli connection up, or the lease of its DHCP server; Cilium sees it by itself',
						changes: 'node',
					},
					{
						text: 'If it has one: name it in devices, and nodePort.directRoutingDevice, of the HelmChartConfig rke2-cilium, such as eth+ or a bond',
						changes: 'cluster',
					},
				],
				links: ['cilium/kube-proxy-free', 'cilium/agent-logs', 'rke2/chart-cilium'],
			},
			explains: programsOfPods,
		},
		programsFail: {
			severity: 'critical',
			text: 'Cilium cannot load the programs of pods ({count} times of late), which keep an old one or have no network: {reason}',
			guide: {
				steps: [
					{
						text: 'crictl logs --tail 200 $(crictl ps -q --name cilium-agent) 2>&1 | grep -iE "regenerat|load|verifier"',
					},
					{
						text: 'Restart the cilium pod of this node: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{text: 'If it goes on: search the error at github.com/cilium/cilium/issues'},
				],
				links: ['cilium/agent-logs', 'cilium/cluster-health'],
			},
			explains: programsOfPods,
		},
	},
	*run({agent, cilium: {pod}, logs, now, nodes, status}, {finding, environment}) {
		for (const {fault, message, count, path} of ciliumComplaintsOf({agent, pod, logs, now})) {
			const evidence = [{from: 'logs', of: path, excerpt: message.slice(0, 400)}] as const;
			const details = {evidence, affects: [thisNode(environment)]};
			// An interface that was away for a moment: the agent tells which it has now.
			if (fault === 'noDevice' && status?.kubeProxyReplacement?.directRoutingDevice !== undefined) {
				continue;
			}
			switch (fault) {
				case 'mapFull': {
					const map = ciliumMapIn(message) ?? 'a BPF map';
					yield finding(fault, {map, count}, ciliumAgentSubject, details);
					break;
				}
				case 'identities':
					yield finding(fault, {count}, ciliumAgentSubject, details);
					break;
				case 'programRefused':
				case 'mapLeft':
				case 'bpffsDenied':
				case 'noDevice':
				case 'programsFail': {
					const reason = (ciliumReasonIn(message) ?? message).slice(0, 250);
					const {kernel} = environment.system;
					const data = {count, reason, kernel, node: thisNode(environment).name};
					yield finding(fault, data, ciliumAgentSubject, details);
					break;
				}
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

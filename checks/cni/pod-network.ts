import {addressLine, defineCheck, linkLine, podNetworkFaults, routeLine, type Subject} from 'rke2-netdoctor';

/** Interface, address and routes of a new pod come one after the other. */
const settlesWithin = 60_000;

const familyNames = {ipv4: 'IPv4', ipv6: 'IPv6'} as const;

/** Who asks the pod by its address finds nobody. */
const affectsOf = (pod: Subject, addresses: readonly string[]): readonly Subject[] => [
	pod,
	{kind: 'NetfilterRule', name: 'KUBE-SEP'},
	...addresses.map(address => ({kind: 'Endpoint', name: `${address}:53`}) as const),
];

export default defineCheck({
	id: 'cni/pod-network',
	title: 'Pods have the addresses and routes inside that the CNI gave them',
	rationale:
		'What the CNI sets up inside a pod is done once, when the pod starts. A privileged container, a script that enters the namespace, or a tool that was meant for the node can take the address or the routes away, or change the MTU at one end of the pair: from outside everything about the pod looks well, and nothing reaches it. Eight pods are looked into.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		pods: 'pod.networks',
		links: 'ip.link',
		addresses: 'ip.address',
		containers: 'crictl.containers',
		now: 'system.clock',
	},
	messages: {
		addressMissing: {
			severity: 'critical',
			text: 'No interface inside the pod {pod} has {address}, which the CNI gave it: nothing reaches the pod',
			guide: {
				steps: [
					{text: 'nsenter --net=/proc/$(crictl inspectp {sandbox} | jq .info.pid)/ns/net ip address show'},
					{text: 'Delete the pod {pod}, so that it gets a new network', changes: 'cluster'},
					{
						text: 'If it happens again: look for what enters network namespaces, privileged containers and scripts of the node',
					},
				],
				links: ['kubernetes/debug-service', 'kubernetes/crictl'],
			},
			explains: ['dns/endpoint-unreachable', 'service/stale-endpoint#goneHere'],
		},
		routeMissing: {
			severity: 'critical',
			text: 'The pod {pod} has no {family} default route inside: it reaches neither services nor other nodes, and cannot answer them',
			guide: {
				steps: [
					{text: 'nsenter --net=/proc/$(crictl inspectp {sandbox} | jq .info.pid)/ns/net ip route show'},
					{text: 'Delete the pod {pod}, so that it gets a new network', changes: 'cluster'},
					{
						text: 'If it happens again: look for what enters network namespaces, privileged containers and scripts of the node',
					},
				],
				links: ['kubernetes/debug-service', 'kubernetes/crictl'],
			},
			explains: ['dns/endpoint-unreachable', 'service/stale-endpoint#goneHere'],
		},
		gatewayForeign: {
			severity: 'critical',
			text: 'The pod {pod} sends what leaves it to {gateway}, an address that this node does not have: nobody answers there',
			guide: {
				steps: [
					{text: 'nsenter --net=/proc/$(crictl inspectp {sandbox} | jq .info.pid)/ns/net ip route show'},
					{text: 'Delete the pod {pod}, so that it gets a new network', changes: 'cluster'},
				],
				links: ['kubernetes/debug-service', 'kubernetes/crictl'],
			},
			explains: ['dns/endpoint-unreachable', 'service/stale-endpoint#goneHere'],
		},
		mtuDiffers: {
			severity: 'warning',
			text: '{inside} of the pod {pod} has MTU {mtu}, its other end {device} {carries}: what the pod sends in larger packets is lost without a word',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{
						text: 'ip link set {device} mtu {mtu}, if that is the MTU that pods here should have',
						changes: 'node',
					},
					{text: 'Otherwise delete the pod {pod}, so that it gets a new network', changes: 'cluster'},
				],
				links: ['flannel/mtu', 'calico/mtu'],
			},
		},
	},
	*run({pods, links, addresses, containers, now}, {finding, environment}) {
		const around = {links, addresses, containers, isGatewayHere: environment.cni.value === 'flannel'};
		for (const pod of pods) {
			const {namespace, name, id, createdAt} = pod.sandbox;
			const data = {pod: `${namespace}/${name}`, sandbox: id.slice(0, 13)};
			const subject = {kind: 'Pod', namespace, name} as const;
			const faults = now - createdAt < settlesWithin ? [] : podNetworkFaults(pod, around);
			for (const fault of faults) {
				switch (fault.kind) {
					case 'addressMissing': {
						const seen = pod.addresses.filter(({scope}) => scope === 'global').map(addressLine);
						yield finding('addressMissing', {...data, address: fault.address}, subject, {
							evidence: [{from: 'pods', excerpt: seen.join('\n') || `no address of scope global in ${name}`}],
							affects: affectsOf(subject, pod.promised),
						});
						break;
					}
					case 'routeMissing': {
						const seen = pod.routes.filter(({table, family}) => table === 'main' && family === fault.family);
						yield finding('routeMissing', {...data, family: familyNames[fault.family]}, subject, {
							evidence: [{from: 'pods', excerpt: seen.map(routeLine).join('\n') || `no route in ${name}`}],
							affects: affectsOf(subject, pod.promised),
						});
						break;
					}
					case 'gatewayForeign':
						yield finding('gatewayForeign', {...data, gateway: fault.gateway}, subject, {
							evidence: [
								{from: 'pods', excerpt: routeLine(fault.route)},
								{from: 'addresses', excerpt: `no interface has ${fault.gateway}`},
							],
							affects: affectsOf(subject, pod.promised),
						});
						break;
					case 'mtuDiffers': {
						const {inside, outside} = fault;
						yield finding(
							'mtuDiffers',
							{...data, inside: inside.name, mtu: inside.mtu, device: outside.name, carries: outside.mtu},
							subject,
							{
								evidence: [
									{from: 'pods', excerpt: linkLine(inside)},
									{from: 'links', excerpt: linkLine(outside)},
								],
							},
						);
					}
				}
			}
		}
	},
});

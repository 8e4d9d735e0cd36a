import {defineCheck, groupBy, listNames} from 'rke2-netdoctor';

/** The kubelet tells a new address some seconds after the pod has it, and keeps a former one as long. */
const settlesWithin = 2 * 60_000;

export default defineCheck({
	id: 'cni/pod-address-twice',
	title: 'No two pods of this node have the same address',
	rationale:
		'After a crash, a power cut or a restored datastore the plugin may give an address to a new pod while the sandbox of another still has it. The kernel has one route for it: one of the two gets all packets, the answers of the other go astray, and its probes fail with "no route to host". Judged for pods whose sandboxes are some minutes old.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {pods: 'kubernetes.running-pods', sandboxes: 'crictl.pods', now: 'system.clock'},
	wants: {routes: 'ip.route'},
	messages: {
		shared: {
			severity: 'critical',
			text: '{pods} on this node all have the address {address}: only one of them is reached, and it gets what is for the others',
			guide: {
				steps: [
					{
						text: 'ip route get {address}; kubectl get pods -A -o wide --field-selector spec.nodeName={node} | grep -wF {address}; with Calico and Canal the one is right whose annotation cni.projectcalico.org/podIP says so',
					},
					{text: 'Delete the others, or all of them: {pods}', changes: 'cluster'},
					{
						text: 'If it comes back after the next reboot: drain the node before it, and upgrade RKE2, whose CNI and containerd have become better at this',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'calico/ipam', 'rke2/known-issues-ip-exhaustion'],
			},
			explains: ['calico/workload-link#routeMissing'],
		},
	},
	*run({pods, sandboxes, now, routes}, {finding, environment}) {
		const settled = new Set(
			sandboxes
				.filter(({isReady, createdAt}) => isReady && now - createdAt >= settlesWithin)
				.map(({namespace, name}) => `${namespace}/${name}`),
		);
		const byAddress = groupBy(pods, ({namespace, name, address}) =>
			settled.has(`${namespace}/${name}`) ? address : undefined,
		);
		for (const [address, same] of byAddress) {
			if (same.length < 2) {
				continue;
			}
			const names = listNames(same.map(({namespace, name}) => `${namespace}/${name}`));
			const own = (routes ?? []).filter(({destination}) => destination.split('/')[0] === address);
			yield finding(
				'shared',
				{address, pods: names, node: environment.nodeName.value ?? 'NODE'},
				{kind: 'AddressRange', name: address},
				{
					evidence: [
						{
							from: 'pods',
							excerpt: same.map(({namespace, name}) => `${namespace}/${name} ${address}`).join('\n'),
						},
						...own.slice(0, 1).map(({destination, dev = ''}) => ({
							from: 'routes' as const,
							excerpt: `${destination} dev ${dev}`,
						})),
					],
					about: same.map(({namespace, name}) => ({kind: 'Pod', namespace, name}) as const),
					affects: same.map(({namespace, name}) => ({kind: 'Pod', namespace, name}) as const),
				},
			);
		}
	},
});

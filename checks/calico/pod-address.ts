import {addressFaults, calicoPodRoutes, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** Address, route and sandbox of a new pod come one after the other. */
const settlesWithin = 60_000;

export default defineCheck({
	id: 'calico/pod-address',
	title: 'IPAM of Calico knows the address of every pod of this node',
	rationale:
		'Addresses are given out by what is written in blocks, not by what pods have. After a restore of etcd from an older snapshot, a Node that was deleted and came back, or blocks deleted by hand, pods go on with addresses that count as free, or belong to another node: then others do not look for them here, and the next pod gets the same address. An address borrowed from another node is well.',
	when: {cni: ['calico']},
	needs: {
		routes: 'ip.route',
		workloads: 'calico.workloads',
		blocks: 'calico.pod-blocks',
		lasting: 'ip.link-again',
		self: 'rke2.node-name',
		now: 'system.clock',
	},
	messages: {
		free: {
			severity: 'warning',
			text: 'IPAM counts {addresses} as free, which {count:is the address of the pod|are the addresses of} {pods}: the next pod gets {count:it|them} too',
			guide: {
				steps: [
					{text: 'calicoctl ipam check --show-all-ips, from a server'},
					{text: 'Delete {pods}, so that {count:it gets|they get} new addresses', changes: 'cluster'},
				],
				links: ['calico/ipam', 'calico/block-affinity'],
			},
		},
		lost: {
			severity: 'critical',
			text: '{pods} on this node {count:has|have} {addresses}, which for IPAM {count:is|are} free in {blocks}: other nodes do not look for {count:it|them} here',
			guide: {
				steps: [
					{text: 'calicoctl ipam check --show-all-ips, from a server'},
					{text: 'Delete {pods}, so that {count:it gets|they get} new addresses', changes: 'cluster'},
					{
						text: 'If the Node was deleted and has come back, or etcd was restored: do so with every pod that is older than that',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'calico/block-affinity', 'calico/decommission-node'],
			},
		},
		given: {
			severity: 'critical',
			text: '{pods} on this node {count:has an address that is|have addresses that are} given to somebody else: {addresses}',
			guide: {
				steps: [
					{text: 'kubectl get pods -A -o wide | grep -F {first}'},
					{text: 'calicoctl ipam show --ip={first}, from a server'},
					{text: 'Delete {pods}, so that {count:it gets|they get} new addresses', changes: 'cluster'},
				],
				links: ['calico/ipam', 'calico/block-affinity'],
			},
		},
	},
	*run({routes, workloads, blocks, lasting, self: {name: self}, now}, {finding, environment}) {
		const podOf = (device: string): string | undefined => {
			const pod = workloads.get(device);
			const isJudged = pod?.isReady === true && now - pod.createdAt >= settlesWithin && lasting.has(device);
			return isJudged ? `${pod.namespace}/${pod.name}` : undefined;
		};
		const faults = addressFaults(calicoPodRoutes(routes), blocks, podOf, self);
		for (const kind of ['given', 'lost', 'free'] as const) {
			const same = faults.filter(fault => fault.kind === kind);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const pods = same.map(({address: {device}}) => podOf(device) ?? device);
			const lines = same.map(fault => {
				const {address} = fault.address;
				if (fault.kind !== 'given') {
					return `${fault.block}: ${address} is free`;
				}
				const {pod = 'a tunnel', node = 'an unknown node'} = fault.to;
				return `${fault.block}: ${address} is of ${pod} on ${node}`;
			});
			const owned = same.map(fault =>
				fault.kind === 'lost' && fault.owner !== undefined ? `${fault.block} of ${fault.owner}` : fault.block,
			);
			const [pod = ''] = pods;
			const [namespace = '', name = ''] = pod.split('/');
			yield finding(
				kind,
				{
					addresses: listNames(same.map(({address: {address}}) => address)),
					first: first.address.address,
					blocks: listNames([...new Set(owned)]),
					pods: listNames(pods),
					count: same.length,
				},
				same.length === 1 ? {kind: 'Pod', namespace, name} : thisNode(environment),
				{evidence: [{from: 'blocks', excerpt: lines.join('\n')}]},
			);
		}
	},
});

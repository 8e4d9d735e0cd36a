import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/addresses',
	title: 'Cilium has addresses left for new pods on this node',
	rationale:
		'On RKE2 Cilium takes the addresses of pods from the range in spec.podCIDR of the Node, two of which it needs for itself. When all are given out every new pod on this node fails, while pods elsewhere start.',
	when: {cni: ['cilium']},
	needs: {status: 'cilium.status'},
	messages: {
		exhausted: {
			severity: 'critical',
			text: 'All {capacity} {family} addresses of {range} are given out: no new pod on this node gets one',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg status --all-addresses'},
					{text: 'crictl pods --state NotReady, and remove pods that are not needed on this node'},
					{
						text: 'If the kubelet may run more pods than the range has addresses, lower max-pods with kubelet-arg',
						changes: 'node',
					},
				],
				links: ['cilium/ipam-kubernetes', 'cilium/ipam'],
			},
			explains: ['cilium/pod-failures#noAddress'],
		},
	},
	*run({status: {ipam}}, {finding, environment}) {
		for (const {family: key, used, capacity, range: known} of ipam?.pools ?? []) {
			// Clouds add addresses as they are needed.
			if (capacity <= 0 || known === undefined) {
				continue;
			}
			const family = key === 'ipv4' ? 'IPv4' : 'IPv6';
			const subject = {kind: 'AddressRange', name: known} as const;
			const details = {
				evidence: [{from: 'status', excerpt: `ipam: ${ipam?.text ?? ''}`}],
				about: [ciliumAgentSubject],
				affects: [thisNode(environment)],
			} as const;
			// A few that are left may be all that the pods of a node ever need.
			if (used >= capacity) {
				yield finding('exhausted', {capacity, family, range: known}, subject, details);
			}
		}
	},
});

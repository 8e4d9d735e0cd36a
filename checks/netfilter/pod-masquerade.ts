import {defineCheck, flannelPodOf, thisNode} from 'rke2-netdoctor';

const links = [
	'calico/outgoing-nat',
	'cilium/masquerading',
	'flannel/firewalls',
	'rke2/requirements-networking',
] as const;
const look = {text: '{program} -t nat -nvL POSTROUTING --line-numbers'} as const;
const writer = {
	text: 'Find who wrote it (iptables.service, netfilter-persistent, a script, another product that runs pods or virtual machines) and change it there, or it comes back',
	changes: 'node',
} as const;

export default defineCheck({
	id: 'netfilter/pod-masquerade',
	title: 'What pods send out of the cluster comes to the rule that masquerades it',
	rationale:
		'The CNI gives packets of pods that leave the cluster the address of the node, by a rule of the table nat. The first rule of POSTROUTING that accepts, returns or translates a packet decides for its connection: one that stands ahead of the CNI and takes packets of pods away leaves them an address that nobody outside can answer. The chains are followed with a packet of a pod of this node; pools that are not to be masqueraded, and rules that are missing, are other findings.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {masquerade: 'netfilter.pod-masquerade'},
	messages: {
		takenAway: {
			severity: 'warning',
			text: 'What pods of this node send out of the cluster keeps their address, to which no answer finds its way: rule {rule} takes it before it comes to {chain}',
			guide: {
				steps: [
					look,
					{
						text: 'Narrow the rule down to what it is for, or move it behind that of the CNI: {program} -t nat -D POSTROUTING NUMBER, then -A instead of -I',
						changes: 'node',
					},
					writer,
				],
				links,
			},
		},
		unhooked: {
			severity: 'critical',
			text: 'What pods of this node send out of the cluster keeps their address, to which no answer finds its way: {chain} is there, but POSTROUTING of the table nat does not lead to it',
			guide: {
				steps: [
					look,
					{
						text: 'Delete the pod of the CNI on this node, which writes its rules again: kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					writer,
				],
				links,
			},
		},
	},
	*run({masquerade}, {finding, environment}) {
		if (masquerade.kind !== 'kept') {
			return;
		}
		const {chain, end, shownBy} = masquerade;
		const program = shownBy.includes('legacy') ? 'iptables-legacy' : 'iptables';
		const subject = {kind: 'NetfilterRule', name: 'nat/POSTROUTING'} as const;
		const affects = [thisNode(environment)];
		const of = `${shownBy} -c`;
		if (end?.rule !== undefined) {
			const {text: rule, excerpt} = end.rule;
			yield finding('takenAway', {rule, chain, program}, subject, {
				evidence: [{from: 'masquerade', of, excerpt}],
				affects,
			});
			return;
		}
		// Of flanneld the check flannel/masquerade tells it.
		const cni = environment.cni.value;
		if (cni === 'calico' || cni === 'cilium') {
			yield finding('unhooked', {...flannelPodOf(environment), chain, program}, subject, {
				evidence: [{from: 'masquerade', of, excerpt: `no rule of POSTROUTING leads to ${chain}`}],
				affects,
			});
		}
	},
});

import {ciliumAgentSubject, defineCheck, thisNode} from 'rke2-netdoctor';

/** https://docs.cilium.io/en/stable/security/network/encryption-ipsec/#troubleshooting */
const meanings: readonly (readonly [pattern: RegExp, meaning: string])[] = [
	[
		/^XfrmInNoStates$/,
		'another node uses a key that this one does not have, as in a change of keys that is not finished',
	],
	[
		/^XfrmInStateProtoError$/,
		'what arrives cannot be decrypted: another node has another key of the same number',
	],
	[/^XfrmIn(?:StateMismatch|TmplMismatch|NoPols|PolBlock)$/, 'what arrives fits no policy'],
	[/^XfrmInStateSeqError$/, 'packets arrive twice, or far out of order'],
	[/^XfrmOutPolBlock$|^XfrmOutNoStates$/, 'this node has no key for another, and sends nothing there'],
	[/^XfrmOutStateSeqError$/, 'the numbers of the key are used up: it must be changed'],
];

/** A packet or two may come late, or twice. */
const fewest = 3;

export default defineCheck({
	id: 'cilium/ipsec-errors',
	title: 'IPsec drops no packets between nodes',
	rationale:
		'Packets that IPsec cannot decrypt, or has no key for, are dropped without a trace but for a counter of the kernel. A few come with every change of keys; counters that rise while this program runs say that pods on some nodes do not reach each other now.',
	when: {cni: ['cilium']},
	needs: {errors: 'cilium.xfrm-errors', status: 'cilium.status'},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'IPsec dropped {count} packets within the second in which this program looked ({counter}): {meaning}',
			guide: {
				steps: [
					{
						text: 'cat /proc/net/xfrm_stat; crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg encrypt status',
					},
					{
						text: 'kubectl get ciliumnodes -o custom-columns=NAME:.metadata.name,KEY:.spec.encryption.key: all must have the same number, that of the Secret cilium-ipsec-keys',
					},
					{
						text: 'On nodes that stay behind: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName=NODE',
						changes: 'cluster',
					},
					{
						text: 'Where the numbers agree: change the key as the guide shows, by a new number in the Secret cilium-ipsec-keys',
						changes: 'cluster',
					},
				],
				links: ['cilium/ipsec', 'cilium/agent-logs'],
			},
			explains: ['cilium/peer', 'dns/endpoint-unreachable'],
		},
	},
	*run({errors, status}, {finding, environment}) {
		// What IPsec of somebody else drops is no matter of Cilium's keys: cilium/peer tells it.
		if (status.encryption?.mode !== 'IPsec') {
			return;
		}
		const rising = Object.entries(errors).toSorted(([, one], [, other]) => other - one);
		for (const [counter, count] of rising) {
			const meaning = meanings.find(([pattern]) => pattern.test(counter))?.[1];
			if (meaning !== undefined && count >= fewest) {
				yield finding('dropped', {count, counter, meaning}, ciliumAgentSubject, {
					evidence: [{from: 'errors', excerpt: rising.map(([name, rise]) => `${name} +${rise}`).join('\n')}],
					affects: [thisNode(environment)],
				});
				return;
			}
		}
	},
});

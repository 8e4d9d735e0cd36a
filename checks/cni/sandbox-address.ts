import {defineCheck, listNames, replacedSandboxes, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/sandbox-address',
	title: 'Pods that run keep their sandboxes and addresses',
	rationale:
		'The kubelet ends a pod whose sandbox has no address according to containerd, and makes a new one. That is meant for a pod that never got one; when containerd forgets the addresses of pods that run, as some releases did at a restart of RKE2, all of them are ended at once.',
	needs: {log: 'kubelet.log'},
	messages: {
		replaced: {
			severity: 'warning',
			text: 'The kubelet has ended {count} pods and made them anew within the last half hour, since containerd told no address of their sandboxes: {pods}',
			guide: {
				steps: [
					{
						text: 'journalctl -u rke2-server -u rke2-agent --since -1h | grep -E "Starting rke2|Stopped": whether it happened when RKE2 was restarted',
					},
					{
						text: 'grep -E "sandbox|cni" /var/lib/rancher/rke2/agent/containerd/containerd.log | tail -n 30',
					},
					{
						text: 'If a restart of RKE2 does it: update RKE2 before the next one (seen with v1.24.9), and drain the node before restarts until then',
						changes: 'cluster',
					},
				],
				links: ['rke2/logging', 'kubernetes/cni-errors'],
			},
		},
	},
	*run({log}, {finding, environment}) {
		const replaced = replacedSandboxes(log);
		if (replaced !== undefined) {
			const {pods, line} = replaced;
			yield finding('replaced', {count: pods.length, pods: listNames(pods)}, thisNode(environment), {
				evidence: [{from: 'log', excerpt: line}],
			});
		}
	},
});

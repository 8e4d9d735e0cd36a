import {bpfMountMissing, defineCheck, thisNode, usualBpfMount} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/bpf-mount',
	title: 'A BPF file system is mounted for the maps of Cilium',
	rationale:
		'Cilium keeps its programs and maps (connections, endpoints, policies, services) in a BPF file system at /sys/fs/bpf, so that they outlive a restart of the agent. Without it the agent cannot set up new pods, and its restart breaks every connection.',
	when: {cni: ['cilium']},
	needs: {mounts: 'system.mounts'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No BPF file system is mounted at /sys/fs/bpf: the agent can neither set up new pods nor be restarted without breaking connections',
			guide: {
				steps: [
					{text: 'mount -t bpf'},
					{text: 'mount bpffs /sys/fs/bpf -t bpf', changes: 'node'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'Look at /etc/fstab, systemctl status sys-fs-bpf.mount and hardening scripts for what unmounted it',
					},
				],
				links: ['cilium/kubernetes-requirements', 'cilium/system-requirements'],
			},
			explains: ['cilium/agent', 'cilium/controllers', 'cilium/endpoint', 'cilium/container'],
		},
	},
	*run({mounts}, {finding, environment}) {
		// bpf.root in the values of the chart can be another place.
		const excerpt = bpfMountMissing(mounts);
		if (excerpt !== undefined) {
			const node = thisNode(environment);
			yield finding(
				'missing',
				{node: node.name},
				{kind: 'Directory', name: usualBpfMount},
				{evidence: [{from: 'mounts', excerpt}], affects: [node]},
			);
		}
	},
});

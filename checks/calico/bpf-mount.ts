import {bpfMountMissing, defineCheck, thisNode, usualBpfMount} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bpf-mount',
	title: "A BPF file system is mounted for Calico's eBPF data plane",
	rationale:
		'With linuxDataplane: BPF Felix keeps services, connections and routes in maps that it pins below /sys/fs/bpf. Without that file system it cannot load its programs, and what was loaded is lost when it restarts.',
	when: {cni: ['calico'], dataplane: ['ebpf']},
	needs: {mounts: 'system.mounts'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'No BPF file system is mounted at /sys/fs/bpf: Felix cannot load its programs for services and pods',
			guide: {
				steps: [
					{text: 'mount -t bpf'},
					{text: 'mount bpffs /sys/fs/bpf -t bpf', changes: 'node'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'Look at /etc/fstab, systemctl status sys-fs-bpf.mount and hardening scripts for what unmounted it',
					},
				],
				links: ['calico/ebpf', 'rke2/calico', 'calico/component-logs'],
			},
			explains: ['calico/felix-health#notReady', 'calico/container', 'calico/log#bpfDevice'],
		},
	},
	*run({mounts}, {finding, environment}) {
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

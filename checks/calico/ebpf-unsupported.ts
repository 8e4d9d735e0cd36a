import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/ebpf-unsupported',
	title: "The kernel of this node carries Calico's eBPF data plane, where kube-proxy is turned off for it",
	rationale:
		'On a kernel that cannot do what eBPF needs, Felix says so once, goes back to iptables and calls itself ready. With kube-proxy turned off in the cluster nothing serves services on that node then: neither the API nor the cluster DNS has an address there.',
	when: {cni: ['calico']},
	needs: {felix: 'calico.ebpf-refusal', containers: 'crictl.containers'},
	messages: {
		unsupported: {
			severity: 'critical',
			text: "Felix has turned Calico's eBPF data plane off on this node, whose kernel {kernel} cannot do it, and no kube-proxy serves services in its place: {line}",
			guide: {
				steps: [
					{
						text: 'uname -r; findmnt /sys/fs/bpf; cat /sys/kernel/security/lockdown: it needs a kernel of 5.10 or later (4.18.0-305 on RHEL 8), the BPF file system, and a lockdown other than [confidentiality]',
					},
					{text: 'Upgrade the kernel of this node, and reboot', changes: 'node'},
					{
						text: 'Where a node must stay with its kernel: linuxDataplane: Iptables in the HelmChartConfig rke2-calico, and disable-kube-proxy taken out of /etc/rancher/rke2/config.yaml of every server; then restart RKE2 on all nodes',
						changes: 'cluster',
					},
				],
				links: ['calico/ebpf', 'calico/kernel-dependencies', 'rke2/calico'],
			},
			explains: ['service/kube-proxy-absent', 'service/api-address', 'dns/service-address'],
		},
	},
	*run({felix: {refusal}}, {finding, environment}) {
		if (refusal === undefined) {
			return;
		}
		const {path, line} = refusal;
		yield finding(
			'unsupported',
			{kernel: environment.system.kernel, line},
			{kind: 'Pod', namespace: 'calico-system', name: 'calico-node'},
			{
				evidence: [
					{from: 'felix', of: path, excerpt: line},
					{from: 'containers', excerpt: 'no container kube-proxy runs'},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

import {defineCheck, thisNode} from 'rke2-netdoctor';

/** https://github.com/projectcalico/calico/blob/master/felix/daemon/daemon.go, said once at each start of Felix. */
const turnedOff = /BPF dataplane mode enabled but not supported by the kernel/;
const started = /Felix starting up/;

export default defineCheck({
	id: 'calico/ebpf-unsupported',
	title: "The kernel of this node carries Calico's eBPF data plane, where kube-proxy is turned off for it",
	rationale:
		'On a kernel that cannot do what eBPF needs, Felix says so once, goes back to iptables and calls itself ready. With kube-proxy turned off in the cluster nothing serves services on that node then: neither the API nor the cluster DNS has an address there.',
	when: {cni: ['calico']},
	needs: {calico: 'calico.containers', logs: 'calico.logs', containers: 'crictl.containers'},
	messages: {
		unsupported: {
			severity: 'critical',
			text: "Felix has turned Calico's eBPF data plane off on this node, whose kernel {kernel} cannot do it, and no kube-proxy serves services in its place: {line}",
			guide: {
				steps: [
					{
						text: 'uname -r; findmnt /sys/fs/bpf; cat /sys/kernel/security/lockdown: it needs a kernel of 5.10 or later (4.18.0-305 on RHEL 8), the BPF file system, and no lockdown',
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
	*run({calico: {pod}, logs, containers}, {finding, environment}) {
		const run = pod?.containers.find(({name, state}) => name === 'calico-node' && state === 'running');
		const log = logs.find(({container, attempt}) => container === run?.name && attempt === run.attempt);
		const lines = log?.lines ?? [];
		const last = lines.findLast(({message}) => turnedOff.test(message) || started.test(message));
		const isServed = containers.some(({name, state}) => name === 'kube-proxy' && state === 'running');
		if (log === undefined || last === undefined || !turnedOff.test(last.message) || isServed) {
			return;
		}
		const node = thisNode(environment);
		const line = last.message.slice(0, 400);
		yield finding(
			'unsupported',
			{kernel: environment.system.kernel, line},
			{kind: 'Pod', namespace: 'calico-system', name: 'calico-node'},
			{
				evidence: [
					{from: 'logs', of: log.path, excerpt: line},
					{from: 'containers', excerpt: 'no container kube-proxy runs'},
				],
				affects: [node],
			},
		);
	},
});

import {defineCheck, kubeletEndOf, thisNode} from 'rke2-netdoctor';

const explains = [
	...['rke2/kubelet-stopped', 'rke2/service-stopped'],
	...['canal/pod', 'calico/pod', 'flannel/pod', 'cilium/pod'],
] as const;
const restart = {text: 'systemctl restart rke2-{role}', changes: 'node'} as const;
const links = ['kubernetes/debug-cluster', 'rke2/logging', 'rke2/config-files'] as const;

export default defineCheck({
	id: 'rke2/kubelet-end',
	title: 'The kubelet does not end for what it says itself',
	rationale:
		'RKE2 starts a kubelet that ends again and again; without it neither etcd nor the CNI starts. Why it ended is the last line of its log. Three ends in a row count, while its health port is closed.',
	needs: {log: 'kubelet.log', health: 'kubelet.health'},
	messages: {
		cgroupV1: {
			severity: 'critical',
			text: 'The kubelet ends because this host uses cgroup v1, which Kubernetes 1.35 and later refuse: {error}',
			guide: {
				steps: [
					{text: 'stat -fc %T /sys/fs/cgroup: tmpfs is v1, cgroup2fs is v2'},
					{
						text: 'Switch to v2 and reboot: grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1 (on Debian and Ubuntu GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub)',
						changes: 'node',
					},
					{
						text: 'Until then: kubelet-arg: ["fail-cgroupv1=false"] in /etc/rancher/rke2/config.yaml, and restart RKE2',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', ...links],
			},
			explains,
		},
		swap: {
			severity: 'critical',
			text: 'The kubelet ends because swap is on and it is told not to bear that: {error}',
			guide: {
				steps: [
					{
						text: 'swapon --show; grep -rn -iE "fail-swap-on|failSwapOn" /etc/rancher/rke2 /var/lib/rancher/rke2/agent/etc/kubelet.conf.d',
					},
					{text: 'swapoff -a, and take swap out of /etc/fstab', changes: 'node'},
					restart,
				],
				links,
			},
			explains,
		},
		option: {
			severity: 'critical',
			text: 'The kubelet ends because it does not accept its configuration: {error}',
			guide: {
				steps: [
					{
						text: 'grep -rn -A5 kubelet-arg /etc/rancher/rke2; ls -l /var/lib/rancher/rke2/agent/etc/kubelet.conf.d',
					},
					{
						text: 'Take the flag, field or feature gate out that the error names: this release may no longer have it',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains,
		},
		runtime: {
			severity: 'critical',
			text: 'The kubelet ends because containerd does not answer it: {error}',
			guide: {
				steps: [
					{
						text: 'pgrep -a containerd; crictl info | head -5; tail -n 30 /var/lib/rancher/rke2/agent/containerd/containerd.log',
					},
					{
						text: 'Where a template of your own is used (config.toml.tmpl, config-v3.toml.tmpl): take it away, or write it for the containerd of this release',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains,
		},
		other: {
			severity: 'critical',
			text: 'The kubelet ends as soon as it is started: {error}',
			guide: {
				steps: [
					{
						text: 'grep "command failed" /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 3; df -h /var/lib/kubelet',
					},
					{text: 'journalctl -u rke2-{role} -n 50 --no-pager'},
					restart,
				],
				links,
			},
			explains,
		},
	},
	*run({log, health}, {finding, environment}) {
		const end = health.state === 'refused' ? kubeletEndOf(log) : undefined;
		if (end === undefined) {
			return;
		}
		const {fault, error, count} = end;
		const {value: role = 'server'} = environment.role;
		yield finding(
			fault,
			{error: error.slice(0, 400), role},
			{kind: 'Endpoint', name: '127.0.0.1:10248'},
			{
				evidence: [{from: 'log', excerpt: `${count} times: ${error.slice(0, 300)}`}],
				affects: [thisNode(environment)],
			},
		);
	},
});

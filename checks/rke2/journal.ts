import {defineCheck, rke2EndReportOf, thisNode} from 'rke2-netdoctor';

const explains = ['rke2/service-stopped', 'rke2/api-unreachable'] as const;
const configuration = '/etc/rancher/rke2/config.yaml';
const restart = {text: 'systemctl restart rke2-{role}', changes: 'node'} as const;
const links = ['rke2/logging', 'rke2/config-files', 'rke2/known-issues'] as const;

const faults = [
	...(['portTaken', 'kernelParameter', 'wrongOption', 'families', 'noAddress', 'runtimeImage'] as const),
	...(['cgroup', 'noSpace', 'cannotExecute', 'expired', 'kubeletEnds', 'fatal'] as const),
] as const;

export default defineCheck({
	id: 'rke2/journal',
	title: 'RKE2 does not end for what it says itself',
	rationale:
		'systemd starts a service that ends again and again, and shows only that it is starting. Why RKE2 ended stands in the last lines of its journal since the last start; an earlier start counts only where two of them came to the same end.',
	when: {role: ['server', 'agent']},
	needs: {journal: 'rke2.journal'},
	messages: {
		portTaken: {
			severity: 'critical',
			text: 'RKE2 does not start, because another program listens on port {detail}',
			guide: {
				steps: [
					{text: 'ss -lntp "sport = :{detail}"'},
					{
						text: 'Stop that program; after a kill of RKE2 it may be a part of it that is left: rke2-killall.sh, then start RKE2',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', ...links],
			},
			explains,
		},
		kernelParameter: {
			severity: 'critical',
			text: 'RKE2 refuses this host under its CIS profile: {detail}',
			guide: {
				steps: [
					{
						text: 'cp -f /usr/local/share/rke2/rke2-cis-sysctl.conf /etc/sysctl.d/60-rke2-cis.conf (or from /usr/share/rke2), then systemctl restart systemd-sysctl',
						changes: 'node',
					},
					{
						text: 'If the user etcd is missing: useradd -r -c "etcd user" -s /sbin/nologin -M etcd -U',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/hardening-kernel-parameters', ...links],
			},
			explains,
		},
		wrongOption: {
			severity: 'critical',
			text: 'RKE2 does not start because it does not accept an option: {message}',
			guide: {
				steps: [
					{
						text: 'cat /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d/*; systemctl cat rke2-{role}',
					},
					{
						text: 'Take the option out or correct it: this release may no longer have it, or only for servers',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/server-config', ...links],
			},
			explains,
		},
		families: {
			severity: 'critical',
			text: 'RKE2 does not start because its ranges and addresses do not go together: {message}',
			guide: {
				steps: [
					{
						text: `cluster-cidr, service-cidr and node-ip in ${configuration} need the same families in the same order: one of IPv4, one of IPv6, or both`,
						changes: 'node',
					},
					{text: 'ip -br addr: node-ip of two families needs an address of each on this node'},
					restart,
				],
				links: ['rke2/dual-stack', 'rke2/server-config', ...links],
			},
			explains,
		},
		noAddress: {
			severity: 'critical',
			text: 'RKE2 does not start because it finds no address for this node: {message}',
			guide: {
				steps: [
					{
						text: 'ip -br addr; ip route show default; grep -rnE "node-ip|bind-address|advertise-address" /etc/rancher/rke2/',
					},
					{
						text: `Add a default route, or set node-ip in ${configuration} to an address that this node has`,
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/airgap-default-route', ...links],
			},
			explains,
		},
		runtimeImage: {
			severity: 'critical',
			text: 'RKE2 does not start because it cannot get its runtime image: {message}',
			guide: {
				steps: [
					{text: 'ls -l /var/lib/rancher/rke2/agent/images; cat /etc/rancher/rke2/registries.yaml'},
					{
						text: 'Without internet: put rke2-images.linux-ARCH.tar.zst of exactly this release there; with a registry or proxy: correct system-default-registry, registries.yaml, HTTPS_PROXY in /etc/default/rke2-{role}',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/airgap', ...links],
			},
			explains,
		},
		cgroup: {
			severity: 'critical',
			text: 'RKE2 does not start because the kernel gives it no {detail} cgroup',
			guide: {
				steps: [
					{text: 'cat /proc/cmdline; cat /sys/fs/cgroup/cgroup.controllers'},
					{
						text: 'Add cgroup_memory=1 cgroup_enable=memory to the command line of the kernel (Raspberry Pi: cmdline.txt) and reboot',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux', ...links],
			},
			explains,
		},
		noSpace: {
			severity: 'critical',
			text: 'RKE2 does not start because there is no room on a disk: {message}',
			guide: {
				steps: [
					{text: 'df -h /var/lib/rancher /run /tmp; df -i /var/lib/rancher'},
					{
						text: 'Make room: old snapshots in server/db/snapshots, logs, images (crictl rmi --prune, but not where they come from archives in /var/lib/rancher/rke2/agent/images only)',
						changes: 'node',
					},
					restart,
				],
				links: ['kubernetes/node-pressure', ...links],
			},
			explains,
		},
		cannotExecute: {
			severity: 'critical',
			text: 'RKE2 cannot run a program of its own: {detail}',
			guide: {
				steps: [
					{
						text: 'findmnt -T /var/lib/rancher; ls -lZL /var/lib/rancher/rke2/bin; systemctl is-active fapolicyd; ausearch -m avc,fanotify -ts recent',
					},
					{
						text: 'Take noexec off that file system, allow /var/lib/rancher and /opt/cni in fapolicyd, or install rke2-selinux and restorecon -R /var/lib/rancher',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/requirements-linux', ...links],
			},
			explains,
		},
		expired: {
			severity: 'critical',
			text: 'RKE2 does not start because a certificate is not valid at this time: {detail}',
			guide: {
				steps: [
					{text: 'timedatectl: a clock that is wrong makes every certificate invalid'},
					{text: 'rke2 certificate check'},
					{
						text: 'If they have expired: systemctl stop rke2-{role}; rke2 certificate rotate; systemctl start rke2-{role}, servers first',
						changes: 'node',
					},
				],
				links: ['rke2/certificates', ...links],
			},
			explains,
		},
		kubeletEnds: {
			severity: 'critical',
			text: 'The kubelet ends as soon as RKE2 starts it ({detail}), so that nothing else comes up',
			guide: {
				steps: [
					{text: 'grep -E "command failed|^F" /var/lib/rancher/rke2/agent/logs/kubelet.log | tail -n 5: why'},
					{
						text: 'Take back the kubelet-arg or the file in kubelet.conf.d that it names; swap, cgroups and a feature gate that is gone are the usual reasons after an upgrade',
						changes: 'node',
					},
					restart,
				],
				links: ['kubernetes/debug-cluster', ...links],
			},
			explains,
		},
		fatal: {
			severity: 'critical',
			text: 'RKE2 ends: {message}',
			guide: {
				steps: [
					{text: 'journalctl -u rke2-{role} -n 100 --no-pager'},
					{
						text: 'grep -rn . /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d: what was changed lately',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({journal}, {finding, environment}) {
		const report = rke2EndReportOf(journal, environment, faults);
		if (report !== undefined) {
			const {fault, data, unit} = report;
			yield finding(fault, data, unit, {
				evidence: [{from: 'journal', excerpt: data.message}],
				affects: [thisNode(environment)],
			});
		}
	},
});

import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/kernel',
	title: 'The kernel is new enough for Cilium',
	rationale:
		'Cilium is a set of eBPF programs. Its releases of the last years need Linux 4.19.57, current ones 5.10; kernels 4.18 of RHEL 8 and its relatives have what it needs too.',
	when: {cni: ['cilium']},
	needs: {kernel: 'system.kernel'},
	messages: {
		old: {
			severity: 'critical',
			text: 'The kernel {kernel} is too old for Cilium: its agent does not run on this node',
			guide: {
				steps: [
					{text: 'uname -r'},
					{
						text: 'Install a newer kernel (5.10 or later) or a newer release of the distribution, and reboot',
						changes: 'node',
					},
					{text: 'Or create the cluster with another CNI: a running one cannot change it'},
				],
				links: ['cilium/system-requirements', 'rke2/select-cni'],
			},
			explains: ['cilium/container', 'cilium/agent', 'cilium/agent-node#kernel', 'cilium/bpf-mount'],
		},
	},
	*run({kernel: {release}}, {finding, environment}) {
		const [major, minor] = (/^(\d+)\.(\d+)/.exec(release) ?? []).slice(1).map(Number);
		if (major === undefined || minor === undefined) {
			return;
		}
		const number = major * 1000 + minor;
		// RHEL, its relatives and what builds on them keep the number and take over what is new.
		const isOfRhel8 = number === 4018 && /\.el8|\.el8_|el8uek/.test(release);
		if (number < 4019 && !isOfRhel8) {
			const node = thisNode(environment);
			yield finding('old', {kernel: release}, node, {evidence: [{from: 'kernel', excerpt: release}]});
		}
	},
});

import {cniTitles, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/cni-signals',
	title: 'Everything on this node speaks for the same CNI',
	rationale:
		'RKE2 does not support another CNI on a running cluster. Where configuration, charts, pods, files and interfaces name different ones, somebody has tried, or an earlier cluster has left something behind.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {entries: 'cni.directory', links: 'ip.link'},
	messages: {
		configured: {
			severity: 'warning',
			text: 'This node runs {cni}, but RKE2 is told otherwise: {signals}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get helmcharts'},
					{text: 'grep -rn -A2 cni: /etc/rancher/rke2/, on every server'},
					{text: 'Set cni on all servers to the CNI with which the cluster was created', changes: 'cluster'},
				],
				links: ['rke2/select-cni'],
			},
			explains: ['cni/configuration-order', 'cni/leftovers', 'overlay/vxlan-conflict'],
		},
		leftover: {
			severity: 'info',
			text: 'This node runs {cni}, but there are signs of another CNI: {signals}',
			guide: {
				steps: [
					{text: 'ip -d link show'},
					{
						text: 'Drain the node, stop RKE2, run rke2-killall.sh, remove what is left, and start RKE2 again',
						changes: 'node',
					},
				],
				links: ['rke2/select-cni', 'rke2/uninstall'],
			},
		},
	},
	*run(_, {finding, environment}) {
		const {value, conflicts = [], signals} = environment.cni;
		if (value === undefined || value === 'none' || conflicts.length === 0) {
			return;
		}
		const configured = conflicts.filter(({says}) => /^(HelmChart|manifest|configuration) /.test(says));
		const shown = configured.length > 0 ? configured : conflicts;
		const [told, ...more] = [...signals.slice(0, 1), ...shown].map(
			({source, says}) => ({from: 'environment', of: source, excerpt: says}) as const,
		);
		if (told !== undefined) {
			const said = shown.map(({says}) => says).join(', ');
			yield finding(
				configured.length > 0 ? 'configured' : 'leftover',
				{cni: cniTitles[value], signals: said},
				thisNode(environment),
				{evidence: [told, ...more], affects: [thisNode(environment)]},
			);
		}
	},
});

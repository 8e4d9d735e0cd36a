import {defineCheck, flannelTolerations, thisNode, untoleratedTaints} from 'rke2-netdoctor';

const guide = {
	steps: [
		{text: 'kubectl describe node {node} | grep -A3 Taints'},
		{
			text: 'In the HelmChartConfig rke2-flannel set flannel.tolerations: [{operator: Exists}], as the other CNIs have it',
			changes: 'cluster',
		},
		{text: 'Or remove the taint, if nothing needs it: kubectl taint node {node} {key}-', changes: 'cluster'},
	],
	links: ['rke2/helmchartconfig', 'kubernetes/taints', 'rke2/flannel'],
} as const;

export default defineCheck({
	id: 'flannel/tolerations',
	title: 'kube-flannel-ds tolerates the taints of this node',
	rationale:
		'The DaemonSets of the other CNIs tolerate every taint, that of rke2-flannel only those of RKE2. On a node with a taint of its own no flannel pod is started, so that no other pod can start either.',
	when: {cni: ['flannel']},
	needs: {node: 'kubernetes.node', helm: 'kubernetes.helm', flannel: 'flannel.containers'},
	messages: {
		keptAway: {
			severity: 'critical',
			text: 'The taint {taint} keeps the kube-flannel-ds pod off this node: no pod here gets a network',
			guide,
			explains: ['flannel/pod', 'cni/network-unavailable'],
		},
		notAgain: {
			severity: 'warning',
			text: 'The taint {taint} would keep the kube-flannel-ds pod off this node: the one that runs is from before, and none will follow it',
			guide,
		},
	},
	*run({node, helm, flannel: {pod}}, {finding, environment}) {
		const tolerations = flannelTolerations(helm.configs);
		const [taint] = tolerations === undefined ? [] : untoleratedTaints(node.taints, tolerations);
		if (taint === undefined) {
			return;
		}
		const {key, value, effect} = taint;
		const text = `${key}${value === undefined ? '' : `=${value}`}:${effect}`;
		yield finding(
			pod?.isReady === true ? 'notAgain' : 'keptAway',
			{taint: text, node: node.name, key},
			{kind: 'Node', name: node.name},
			{
				evidence: [
					{from: 'node', excerpt: `spec.taints: ${text}`},
					{
						from: 'flannel',
						of: 'crictl pods -o json',
						excerpt: pod === undefined ? 'no pod with the label app=flannel in kube-system' : pod.name,
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

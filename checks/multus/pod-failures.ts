import {defineCheck, podFailuresAmong} from 'rke2-netdoctor';

const describePod = {text: 'kubectl -n {namespace} describe pod {pod}'} as const;

const messages = {
	noSuchNetwork: {
		severity: 'warning',
		text: '{pods} cannot start: there is no NetworkAttachmentDefinition {detail}',
		guide: {
			steps: [
				{text: 'kubectl get network-attachment-definitions -A'},
				{
					text: 'Correct the annotation k8s.v1.cni.cncf.io/networks of the pod (namespace/name), or create the definition',
					changes: 'cluster',
				},
			],
			links: ['multus/network-attachment-definition', 'multus/how-to-use'],
		},
	},
	noConfiguration: {
		severity: 'warning',
		text: '{pods} cannot start: its NetworkAttachmentDefinition has no spec.config, and this node no configuration of that name in /etc/cni/multus/net.d',
		guide: {
			steps: [
				{text: 'kubectl get network-attachment-definitions -A -o yaml | grep -c "config:"'},
				{text: 'ls -l /etc/cni/multus/net.d'},
				{
					text: 'Write the configuration into spec.config of the definition, so that all nodes have it',
					changes: 'cluster',
				},
			],
			links: ['multus/network-attachment-definition'],
		},
	},
	annotation: {
		severity: 'warning',
		text: '{pods} cannot start: Multus cannot read the annotation k8s.v1.cni.cncf.io/networks',
		guide: {
			steps: [describePod, {text: 'Correct the annotation in the template of the pod', changes: 'cluster'}],
			links: ['multus/how-to-use'],
		},
	},
	definition: {
		severity: 'critical',
		text: '{pods} cannot start: Multus cannot use a NetworkAttachmentDefinition that it asks for: {detail}',
		guide: {
			steps: [
				describePod,
				{text: 'kubectl get network-attachment-definitions -A -o yaml, the one that its annotation names'},
				{
					text: 'Correct spec.config: it must be JSON with cniVersion, name and type, or plugins with a type each',
					changes: 'cluster',
				},
			],
			links: ['multus/network-attachment-definition', 'multus/how-to-use'],
		},
	},
	isolation: {
		severity: 'warning',
		text: '{pods} cannot start: with namespaceIsolation a pod may not use networks of the namespace {detail}',
		guide: {
			steps: [
				{
					text: 'Create the NetworkAttachmentDefinition in the namespace of the pod, or add {detail} to config.cni_conf.globalNamespaces in the HelmChartConfig rke2-multus',
					changes: 'cluster',
				},
			],
			links: ['multus/namespace-isolation', 'rke2/chart-multus'],
		},
	},
	itself: {
		severity: 'critical',
		text: '{pods} cannot start: Multus refuses it: {detail}',
		guide: {
			steps: [describePod, {text: 'crictl logs --tail 50 $(crictl ps -aq --name multus | head -1)'}],
			links: ['multus/how-to-use', 'multus/configuration'],
		},
	},
	other: {
		severity: 'critical',
		text: '{pods} cannot start: Multus cannot add the network {network}: {detail}',
		guide: {
			steps: [
				describePod,
				{text: 'kubectl get network-attachment-definitions -A, and compare the definition with this node'},
			],
			links: ['multus/how-to-use', 'multus/network-attachment-definition'],
		},
	},
} as const;

export default defineCheck({
	id: 'multus/pod-failures',
	title: 'Multus attaches the pods that start on this node',
	rationale:
		"A pod that asks for a network which Multus cannot give stays in ContainerCreating, and the kubelet tries again and again. The error is in kubelet's log on this node, also where nobody may read NetworkAttachmentDefinitions. Pods that started in the end, and errors of long ago, are left alone.",
	when: {multus: true},
	needs: {log: 'sandbox.attempts', sandboxes: 'crictl.pods', files: 'cni.configuration'},
	messages,
	*run(evidence, {finding}) {
		for (const {fault, subject, about, excerpt, ...data} of podFailuresAmong(messages, evidence)) {
			yield finding(fault, data, subject, {evidence: [{from: 'log', excerpt}], about});
		}
	},
});

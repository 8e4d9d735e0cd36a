import {
	attachmentProblem,
	defineCheck,
	listNames,
	networkSubject,
	podSubject,
	problemText,
	usersOf,
	workloadNames,
} from 'rke2-netdoctor';

const correct = {
	text: 'kubectl -n {namespace} edit network-attachment-definition {name}: spec.config is JSON in a string',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'multus/network-invalid',
	title: 'Every NetworkAttachmentDefinition can be used',
	rationale:
		'The API takes any text as the configuration of a NetworkAttachmentDefinition. Whether it is JSON, names a plugin, and has values that the plugin accepts shows only when a pod asks for it, and then that pod stays in ContainerCreating on whatever node it is.',
	when: {multus: true},
	needs: {networks: 'multus.networks', pods: 'multus.pods'},
	messages: {
		undefined: {
			severity: 'warning',
			text: 'The API knows no NetworkAttachmentDefinitions, although Multus runs: pods that ask for a network fail',
			guide: {
				steps: [
					{text: 'kubectl get crd network-attachment-definitions.k8s.cni.cncf.io'},
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart=rke2-multus'},
				],
				links: ['rke2/multus-using', 'multus/network-attachment-definition'],
			},
			explains: ['multus/pod-failures', 'multus/plugin-failures', 'multus/ipam-failures'],
		},
		invalid: {
			severity: 'warning',
			text: 'No pod can use the NetworkAttachmentDefinition {namespace}/{name}: {problem}',
			guide: {steps: [correct], links: ['multus/network-attachment-definition', 'rke2/multus-plugins']},
		},
		invalidInUse: {
			severity: 'critical',
			text: '{pods} cannot start: its NetworkAttachmentDefinition {namespace}/{name} is wrong: {problem}',
			guide: {
				steps: [correct, {text: 'The kubelet tries again by itself, within a minute'}],
				links: ['multus/network-attachment-definition', 'rke2/multus-plugins'],
			},
			explains: ['multus/pod-failures', 'multus/plugin-failures', 'multus/ipam-failures'],
		},
	},
	*run({networks: {isDefined, networks}, pods}, {finding, environment}) {
		if (!isDefined) {
			if (environment.service.value !== 'starting') {
				yield finding(
					'undefined',
					{},
					{kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus'},
					{
						evidence: [{from: 'networks', excerpt: 'HTTP 404'}],
						affects: pods.map(podSubject),
					},
				);
			}
			return;
		}
		for (const network of networks) {
			const {namespace, name, config, resourceName} = network;
			if (config === undefined) {
				continue;
			}
			const problem = config.ok
				? attachmentProblem(config.value, resourceName !== undefined)
				: problemText(config.problem);
			if (problem === undefined) {
				continue;
			}
			const users = usersOf(network, pods);
			const data = {namespace, name, problem, pods: listNames(workloadNames(users))};
			yield finding(users.length > 0 ? 'invalidInUse' : 'invalid', data, networkSubject(network), {
				evidence: [{from: 'networks', excerpt: `${namespace}/${name}: ${problem}`}],
				affects: [networkSubject(network), ...users.map(podSubject)],
			});
		}
	},
});

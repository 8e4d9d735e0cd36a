import {defineCheck, isAttached, listNames, multusFileOf, multusSetting, podSubject} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/network-unknown',
	title: 'The networks that pods of this node ask for exist and may be used by them',
	rationale:
		'A pod names NetworkAttachmentDefinitions in an annotation; without a namespace Multus looks in that of the pod. A name that does not exist there, or lies in a namespace that namespaceIsolation forbids, keeps the pod in ContainerCreating until the annotation or the definition is corrected.',
	when: {multus: true},
	needs: {networks: 'multus.networks', pods: 'multus.pods', files: 'cni.configuration'},
	messages: {
		unknown: {
			severity: 'warning',
			text: '{pod} cannot start: it asks for the network {network}, and there is no such NetworkAttachmentDefinition{elsewhere}',
			guide: {
				steps: [
					{text: 'kubectl get network-attachment-definitions -A'},
					{
						text: 'Correct the annotation k8s.v1.cni.cncf.io/networks in the template of the pod (namespace/name), or create the definition',
						changes: 'cluster',
					},
				],
				links: ['multus/network-attachment-definition', 'multus/how-to-use'],
			},
			explains: ['multus/pod-failures'],
		},
		isolated: {
			severity: 'warning',
			text: '{pod} cannot start: namespaceIsolation keeps it from the network {network}',
			guide: {
				steps: [
					{
						text: 'Create the NetworkAttachmentDefinition in the namespace of the pod, or add its namespace to config.cni_conf.globalNamespaces in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
				],
				links: ['multus/namespace-isolation', 'rke2/chart-multus'],
			},
			explains: ['multus/pod-failures'],
		},
	},
	*run({networks: {isDefined, networks}, pods, files}, {finding}) {
		const multus = multusFileOf(files);
		const isIsolating = multus?.plugin.raw.namespaceIsolation === true;
		const shared = ((multus && multusSetting(multus, 'globalNamespaces')) ?? 'default')
			.split(',')
			.map(text => text.trim());
		const told = new Set<string>();
		for (const pod of pods.filter(isAttached)) {
			const subject = podSubject(pod);
			// What runs has its networks, or never was with Multus, which is another finding.
			if (
				!isDefined ||
				pod.phase === 'Running' ||
				!pod.requests.ok ||
				told.has(`${pod.namespace}/${subject.name}`)
			) {
				continue;
			}
			const name = `${pod.namespace}/${pod.name}`;
			const cited = {
				from: 'pods',
				excerpt: `${name}: k8s.v1.cni.cncf.io/networks: ${pod.annotation}`,
			} as const;
			const missing = pod.requests.value.find(
				request =>
					!networks.some(network => network.namespace === request.namespace && network.name === request.name),
			);
			const foreign = pod.requests.value.find(
				({namespace}) => isIsolating && namespace !== pod.namespace && !shared.includes(namespace),
			);
			if (missing !== undefined) {
				const network = `${missing.namespace}/${missing.name}`;
				const others = networks.filter(entry => entry.name === missing.name).map(({namespace}) => namespace);
				const elsewhere = others.length === 0 ? '' : `; one of that name is in ${listNames(others)}`;
				const all = networks.map(entry => `${entry.namespace}/${entry.name}`).join(' ');
				yield finding('unknown', {pod: name, network, elsewhere}, subject, {
					evidence: [cited, {from: 'networks', excerpt: all || '(none)'}],
				});
			} else if (foreign !== undefined) {
				const network = `${foreign.namespace}/${foreign.name}`;
				yield finding('isolated', {pod: name, network}, subject, {
					evidence: [
						cited,
						{from: 'files', of: multus?.file.name ?? '', excerpt: '"namespaceIsolation": true'},
					],
				});
			}
			told.add(`${pod.namespace}/${subject.name}`);
		}
	},
});

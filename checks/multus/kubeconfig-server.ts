import {defineCheck, holds, parseAddress, restartMultusPod, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/kubeconfig-server',
	title: 'Multus asks the API of this cluster',
	rationale:
		'Thin Multus writes the service address of the API, as its pod is told it, into multus.kubeconfig. A file from another cluster, or from before the range of services was another one, sends Multus to an address that nobody serves: every new pod waits and fails.',
	when: {multus: true},
	needs: {
		...{kubeconfig: 'multus.kubeconfig', ranges: 'cluster.ranges', nodes: 'kubernetes.nodes'},
		contacts: 'cni.api-contact',
	},
	messages: {
		elsewhere: {
			severity: 'warning',
			text: '{path} sends Multus to {server}, which does not answer, and is neither a service address of this cluster ({range}) nor a node of it',
			guide: {
				steps: [
					{text: 'curl -k {server}/version: an answer of any kind is good'},
					{text: 'kubectl get service kubernetes: the address that belongs there'},
					restartMultusPod,
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['cni/pod-removal#apiUnreachable', 'cni/pod-removal#apiRefuses'],
		},
	},
	*run({kubeconfig: {path, kubeconfig}, ranges, nodes, contacts}, {finding, environment}) {
		if (path === undefined || kubeconfig?.ok !== true || ranges.services.length === 0) {
			return;
		}
		const {server} = kubeconfig.value;
		const host = URL.canParse(server) ? new URL(server).hostname.replace(/^\[(.*)\]$/, '$1') : '';
		const address = parseAddress(host);
		// Names, loopback, addresses of nodes, and a virtual address that answers are a choice of somebody who knows why.
		const isChosen =
			address === undefined ||
			/^(127\.|::1$)/.test(host) ||
			nodes.some(({internalIps, externalIps}) => [...internalIps, ...externalIps].includes(host)) ||
			contacts.some(contact => contact.address === host && contact.answer?.result === 'answered');
		const isService = ranges.services.some(range => holds(range, host));
		if (!isChosen && !isService) {
			const range = ranges.services.join(', ');
			yield finding(
				'elsewhere',
				{path, server, range, node: thisNode(environment).name},
				{kind: 'File', name: path},
				{
					evidence: [
						{from: 'kubeconfig', of: path, excerpt: `server: ${server}`},
						{from: 'ranges', excerpt: `global.serviceCIDR: ${range}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

import {defineCheck, listNames, thisNode, userValuesOf, valueAt} from 'rke2-netdoctor';

const anyExecute = 0o111;
const directory = '/etc/cni/net.d/whereabouts.d';

export default defineCheck({
	id: 'multus/whereabouts',
	title: 'Whereabouts is installed on this node where the chart deploys it',
	rationale:
		'With rke2-whereabouts.enabled a pod on every node installs the IPAM plugin whereabouts, its configuration and its credentials. Where one of them is missing, pods that ask for a network with that IPAM cannot start on this node.',
	when: {multus: true},
	needs: {
		helm: 'kubernetes.helm',
		binaries: 'cni.binaries',
		files: 'whereabouts.files',
		node: 'kubernetes.node',
		sandboxes: 'crictl.pods',
		now: 'system.clock',
	},
	messages: {
		incomplete: {
			severity: 'warning',
			text: 'The chart rke2-multus deploys Whereabouts, but this node has no {missing}: pods with that IPAM cannot start here',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system get pods -l name=whereabouts -o wide'},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name whereabouts | head -1)'},
					{
						text: 'Delete the whereabouts pod of this node, so that it installs everything again',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-ipam', 'multus/whereabouts'],
			},
			explains: [
				'multus/network-plugin',
				'multus/network-ipam#whereaboutsUnconfigured',
				'multus/plugin-failures#pluginMissing',
				'multus/ipam-failures#whereaboutsRefused',
			],
		},
	},
	*run({helm, binaries, files, node, sandboxes, now}, {finding, environment}) {
		const values = userValuesOf(helm.configs, 'rke2-multus') ?? {};
		const isDeployed = helm.charts.some(({name}) => name === 'rke2-multus');
		const isOld = sandboxes.some(({createdAt}) => now - createdAt > 10 * 60_000);
		// Its pods tolerate no taint that evicts, and the user may keep them to some nodes.
		const mayRun =
			!node.taints.some(({effect}) => effect === 'NoExecute') &&
			['nodeSelector', 'affinity', 'tolerations', 'cniConf'].every(
				key => valueAt(values, `rke2-whereabouts.${key}`) === undefined,
			);
		if (
			!isDeployed ||
			valueAt(values, 'rke2-whereabouts.enabled') !== true ||
			!isOld ||
			!mayRun ||
			environment.service.value === 'starting'
		) {
			return;
		}
		const hasPlugin = binaries.some(({name, mode}) => name === 'whereabouts' && (mode & anyExecute) !== 0);
		const names = files.map(({name}) => name);
		const missing = [
			...(hasPlugin ? [] : ['/opt/cni/bin/whereabouts']),
			...['whereabouts.conf', 'whereabouts.kubeconfig']
				.filter(name => !names.includes(name))
				.map(name => `${directory}/${name}`),
		];
		if (missing.length > 0) {
			const subject = {
				kind: 'DaemonSet',
				namespace: 'kube-system',
				name: 'rke2-multus-rke2-whereabouts',
			} as const;
			yield finding('incomplete', {missing: listNames(missing)}, subject, {
				evidence: [
					{from: 'helm', of: 'helmchartconfigs', excerpt: 'rke2-whereabouts.enabled: true'},
					{from: 'files', excerpt: names.join('\n') || '(empty)'},
				],
				affects: [thisNode(environment)],
			});
		}
	},
});

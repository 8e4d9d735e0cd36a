import {
	binariesOfCni,
	defineCheck,
	listNames,
	multusFileOf,
	multusSetting,
	networkSubject,
	podSubject,
	restartMultusPod,
	thisNode,
	usedNetworks,
	workloadNames,
} from 'rke2-netdoctor';

const anyExecute = 0o111;

export default defineCheck({
	id: 'multus/network-plugin',
	title: 'The plugins of the networks that pods here ask for are on this node',
	rationale:
		'Multus looks for the plugins of a NetworkAttachmentDefinition in /opt/cni/bin of the node where the pod starts. The Multus pod of RKE2 copies the reference plugins there, without flannel; whereabouts, sriov and others come with their own charts. What no pod of this node asks for need not be there.',
	when: {multus: true},
	needs: {
		networks: 'multus.networks',
		pods: 'multus.pods',
		binaries: 'cni.binaries',
		files: 'cni.configuration',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{pods} {what}: the network {network} needs {plugins}, which /opt/cni/bin does not have',
			guide: {
				steps: [
					{text: 'ls -l /opt/cni/bin'},
					{
						text: 'For whereabouts set rke2-whereabouts.enabled: true in the HelmChartConfig rke2-multus; other plugins come with their own charts',
						changes: 'cluster',
					},
					restartMultusPod,
				],
				links: ['rke2/multus-plugins', 'rke2/multus-ipam'],
			},
			explains: ['multus/plugin-failures#pluginMissing', 'multus/network-ipam#whereaboutsUnconfigured'],
		},
	},
	*run({networks: {networks}, pods, binaries, files}, {finding, environment}) {
		const multus = multusFileOf(files);
		const further = multus && multusSetting(multus, 'binDir');
		// Plugins may lie there, too.
		if (further !== undefined && further.replace(/\/$/, '') !== '/opt/cni/bin') {
			return;
		}
		const present = new Set(
			binaries
				.filter(({type, mode}) => type !== 'directory' && (mode & anyExecute) !== 0)
				.map(({name}) => name),
		);
		for (const {network, users} of usedNetworks(networks, pods)) {
			const needed = network.config?.ok ? binariesOfCni(network.config.value) : [];
			const missing = needed.filter(plugin => !present.has(plugin));
			if (missing.length > 0) {
				const name = `${network.namespace}/${network.name}`;
				const data = {
					pods: listNames(workloadNames(users)),
					// The kubelet calls plugins when a pod starts: those that run feel nothing yet.
					what: users.every(({phase}) => phase === 'Running')
						? 'will not start again on this node'
						: 'cannot start on this node',
					network: name,
					plugins: listNames(missing),
					node: thisNode(environment).name,
				};
				yield finding('missing', data, networkSubject(network), {
					evidence: [
						{from: 'networks', excerpt: `${name}: ${needed.join(', ')}`},
						{from: 'binaries', excerpt: [...present].join(' ') || '(empty)'},
					],
					affects: [networkSubject(network), ...users.map(podSubject)],
				});
			}
		}
	},
});

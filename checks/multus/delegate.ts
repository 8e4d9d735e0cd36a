import {
	defineCheck,
	isMultusConfig,
	multusFileOf,
	multusSetting,
	onHost,
	restartMultusPod,
	thisNode,
	unchainedPluginOf,
} from 'rke2-netdoctor';

const directory = '/etc/cni/net.d/';
const symptoms = ['cni/plugin-missing', 'cni/pod-removal#failing'] as const;
const refused = [
	...symptoms,
	'cni/pod-failures#failing',
	'multus/pod-failures',
	'multus/plugin-failures',
] as const;

export default defineCheck({
	id: 'multus/delegate',
	title: 'Multus has a primary network to hand pods to',
	rationale:
		'Multus makes no network itself: for eth0 it calls the primary CNI, from a copy in its configuration (thin) or from the file that clusterNetwork names (thick). Without one, with one that does not exist, or with itself, every new pod fails or gets its network twice.',
	when: {multus: true},
	needs: {files: 'cni.configuration'},
	messages: {
		none: {
			severity: 'critical',
			text: '{path} names neither delegates nor a clusterNetwork: Multus refuses every new pod',
			guide: {
				steps: [{text: 'cat {path}'}, restartMultusPod],
				links: ['multus/configuration', 'rke2/multus-using'],
			},
			explains: symptoms,
		},
		itself: {
			severity: 'critical',
			text: '{path} hands pods to Multus again: {what}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d, and cat {path}'},
					{text: 'kubectl get daemonsets -A | grep -i multus: only one Multus may run'},
					{text: 'Remove the second Multus, or the file that an older one left', changes: 'cluster'},
					restartMultusPod,
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: symptoms,
		},
		unchained: {
			severity: 'critical',
			text: '{path} hands pods to {plugin} first, which makes no interface and only goes on with what another plugin has made: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'grep -H -n type {path} /etc/cni/net.d/*.conf /etc/cni/net.d/*.conflist'},
					{
						text: 'Multus takes the first other file there for the primary network: move one that holds {plugin} alone away (mv FILE /root/), or put the plugin that makes the network before it',
						changes: 'node',
					},
					restartMultusPod,
				],
				links: ['multus/configuration', 'rke2/multus-using'],
			},
			explains: refused,
		},
		clusterNetworkMissing: {
			severity: 'critical',
			text: '{path} hands pods to {network}, which does not exist: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					restartMultusPod,
					{text: 'If the primary CNI has not written its file, look at its pod first'},
				],
				links: ['multus/thick-plugin', 'multus/configuration'],
			},
			explains: symptoms,
		},
	},
	*run({files}, {finding, environment}) {
		const multus = multusFileOf(files);
		if (multus === undefined) {
			return;
		}
		const {file, config, plugin} = multus;
		const {path} = file;
		const subject = {kind: 'File', name: path} as const;
		const node = thisNode(environment);
		const detailsOf = (excerpt: string) =>
			({evidence: [{from: 'files', of: file.name, excerpt}], affects: [node]}) as const;
		const network = multusSetting(multus, 'clusterNetwork');
		if (network === undefined) {
			const own = config.delegates.find(isMultusConfig);
			// The first delegate makes eth0.
			const [primary] = config.delegates;
			const unchained = primary && unchainedPluginOf(primary);
			if (config.delegates.length === 0) {
				yield finding(
					'none',
					{path, node: node.name},
					subject,
					detailsOf(`"type": "${plugin.type}", no "delegates"`),
				);
			} else if (own !== undefined) {
				const types = own.plugins.map(({type}) => type).join(', ');
				const what = `a delegate of it is ${own.name ?? 'a network'} with the plugin ${types}`;
				yield finding(
					'itself',
					{path, what, node: node.name},
					subject,
					detailsOf(`"delegates": ${own.name} (${types})`),
				);
			} else if (unchained !== undefined) {
				yield finding(
					'unchained',
					{path, plugin: unchained, node: node.name},
					subject,
					detailsOf(`"delegates": ${primary?.plugins.map(({type}) => type).join(', ')}`),
				);
			}
			return;
		}
		const target = onHost(network);
		if (!target.startsWith(directory) || target === directory) {
			return;
		}
		const found = files.find(entry => entry.path === target);
		const excerpt = `"clusterNetwork": "${network}"`;
		if (found === undefined) {
			yield finding(
				'clusterNetworkMissing',
				{path, network: target, node: node.name},
				subject,
				detailsOf(excerpt),
			);
		} else if (found.config.ok && isMultusConfig(found.config.value)) {
			yield finding(
				'itself',
				{path, what: `its clusterNetwork is ${target}`, node: node.name},
				subject,
				detailsOf(excerpt),
			);
		}
	},
});

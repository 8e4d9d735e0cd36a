import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/cni-none',
	title: 'RKE2 brings the CNI of this cluster',
	rationale:
		'With cni: none RKE2 installs no CNI: Nodes stay NotReady until somebody installs one. A CNI that RKE2 does not ship is judged only from outside: its configuration file, its plugins, and what every CNI needs.',
	when: {cni: ['none', 'other']},
	needs: {files: 'cni.configuration'},
	messages: {
		unconfigured: {
			severity: 'critical',
			text: 'RKE2 was told cni: none, and nobody has installed a CNI: no pod outside the host network can start',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{
						text: 'Install a CNI of your choice, or create the cluster again with one that RKE2 ships',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: [
				'cni/configuration-missing',
				'cni/runtime-disagrees#loadError',
				'cni/runtime-disagrees#notReady',
				'cni/loopback-missing',
			],
		},
		own: {
			severity: 'info',
			text: 'This cluster has a CNI that RKE2 does not ship ({plugin} in {path}): its inside is not judged',
			guide: {
				steps: [{text: 'Look at the status and the logs of that CNI itself'}],
				links: ['rke2/select-cni', 'kubernetes/network-plugins'],
			},
		},
	},
	*run({files}, {finding, environment}) {
		const [first] = files;
		if (environment.cni.value === 'none' && first === undefined) {
			yield finding('unconfigured', {}, thisNode(environment), {
				evidence: [{from: 'files', of: 'ls -l /etc/cni/net.d', excerpt: 'no .conf, .conflist or .json'}],
			});
		}
		if (environment.cni.value === 'other' && first !== undefined) {
			const plugin = first.config.ok ? (first.config.value.plugins[0]?.type ?? 'no plugin') : 'not readable';
			yield finding(
				'own',
				{plugin, path: first.path},
				{kind: 'File', name: first.path},
				{evidence: [{from: 'files', of: first.name, excerpt: `"type": "${plugin}"`}]},
			);
		}
	},
});

import {defineCheck, problemText, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/configuration-invalid',
	title: 'The CNI configuration that containerd picks can be loaded',
	rationale:
		'containerd picks the byte-wise first file of /etc/cni/net.d and no other: when that one is broken, there is no fallback to the second, and the node stays NotReady.',
	needs: {files: 'cni.configuration'},
	wants: {runtime: 'crictl.runtime'},
	messages: {
		invalid: {
			severity: 'critical',
			text: 'containerd cannot load {path}, the first file in /etc/cni/net.d: {problem}',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{text: 'mv {path} /root/', changes: 'node'},
					{
						text: 'Delete the CNI pod of this node, so that its init container writes the file again',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/select-cni'],
			},
			explains: [
				'cni/runtime-disagrees#loadError',
				'cni/runtime-disagrees#notReady',
				'cni/runtime-disagrees#stale',
				'cni/network-unavailable',
			],
		},
		nameless: {
			severity: 'critical',
			text: '{path}, the first file in /etc/cni/net.d, has no "name": containerd loads it, but every new pod fails with "missing network name"',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Add a "name" to {path}, or move the file away if another file belongs to the CNI of this cluster',
						changes: 'node',
					},
				],
				links: ['kubernetes/network-plugins'],
			},
		},
	},
	*run({files, runtime}, {finding, environment}) {
		const [first] = files;
		if (first === undefined) {
			return;
		}
		const {path, name, config} = first;
		const subject = {kind: 'File', name: path} as const;
		const affects = [thisNode(environment)];
		const status = runtime?.lastCniLoadStatus;
		const loaded =
			status === undefined || status === 'OK'
				? []
				: [{from: 'runtime', excerpt: `"lastCNILoadStatus": "${status}"`} as const];
		if (!config.ok) {
			const problem = problemText(config.problem);
			yield finding('invalid', {path, problem}, subject, {
				evidence: [{from: 'files', of: name, excerpt: problem}, ...loaded],
				affects,
			});
		} else if (config.value.name === undefined || config.value.name === '') {
			const [plugin] = config.value.plugins;
			yield finding('nameless', {path}, subject, {
				evidence: [{from: 'files', of: name, excerpt: `"type": "${plugin?.type ?? ''}", no "name"`}],
				affects,
			});
		}
	},
});

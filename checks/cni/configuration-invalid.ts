import {type CniConfig, type DirectoryEntry, defineCheck, problemText, thisNode} from 'rke2-netdoctor';

/** Every version of the specification: https://www.cni.dev/docs/spec/ */
const versions = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'];

/** Without "plugins" CNI 1.1 takes those of a directory that has the name of the network. */
const problemOfPlugins = (
	{name = '', plugins}: CniConfig,
	entries: readonly DirectoryEntry[],
): string | undefined =>
	plugins.length > 0 || entries.some(entry => entry.name === name && entry.type !== 'file')
		? undefined
		: `it has no "plugins", and there is no directory ${name} to take them from`;

/** Keys that decide what a pod gets; the rest is left alone. */
const deciding = ['name', 'type', 'plugins', 'ipam', 'cniVersion', 'delegates', 'clusterNetwork', 'mtu'];

export default defineCheck({
	id: 'cni/configuration-invalid',
	title: 'The CNI configuration that containerd picks can be loaded',
	rationale:
		'containerd picks the byte-wise first file of /etc/cni/net.d and no other: when that one is broken, there is no fallback to the second, and the node stays NotReady.',
	needs: {files: 'cni.configuration', entries: 'cni.directory'},
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
				'cni/sandbox-failures#noConfiguration',
				'cni/runtime-disagrees#loadError',
				'cni/runtime-disagrees#notReady',
				'cni/network-unavailable',
				'cni/configuration-order#unknown',
			],
		},
		version: {
			severity: 'critical',
			text: '{path}, the first file in /etc/cni/net.d, has the cniVersion {version}, which does not exist: every plugin refuses it, and every new pod fails with "incompatible CNI versions"',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Delete the CNI pod of this node, so that its init container writes the file again',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/select-cni'],
			},
			// containerd 2.2 asks plugins of CNI 1.1 for their STATUS, and of a version above.
			explains: [
				'cni/pod-failures#failing',
				'cni/sandbox-failures#noConfiguration',
				'cni/runtime-disagrees#notReady',
				'cni/network-unavailable',
			],
		},
		repeated: {
			severity: 'warning',
			text: '{path}, the first file in /etc/cni/net.d, has {keys} twice in one object: only the last counts, and what the other says is lost without a word',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Delete the CNI pod of this node, so that its init container writes the file again; if somebody writes the file by a template, mend that',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/select-cni'],
			},
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
	*run({files, entries, runtime}, {finding, environment}) {
		const [first] = files;
		if (first === undefined) {
			return;
		}
		const {path, name, config, repeated = []} = first;
		const subject = {kind: 'File', name: path} as const;
		const affects = [thisNode(environment)];
		const status = runtime?.lastCniLoadStatus;
		const loaded =
			status === undefined || status === 'OK'
				? []
				: [{from: 'runtime', excerpt: `"lastCNILoadStatus": "${status}"`} as const];
		const keys = repeated.filter(key => deciding.includes(key)).join(', ');
		if (config.ok && keys !== '') {
			yield finding('repeated', {path, keys}, subject, {
				evidence: [{from: 'files', of: name, excerpt: `twice: ${keys}`}],
				affects,
			});
		}
		const problem = config.ok ? problemOfPlugins(config.value, entries) : problemText(config.problem);
		if (problem !== undefined) {
			yield finding('invalid', {path, problem}, subject, {
				evidence: [{from: 'files', of: name, excerpt: problem}, ...loaded],
				affects,
			});
		} else if (config.ok && (config.value.name === undefined || config.value.name === '')) {
			const [plugin] = config.value.plugins;
			yield finding('nameless', {path}, subject, {
				evidence: [{from: 'files', of: name, excerpt: `"type": "${plugin?.type ?? ''}", no "name"`}],
				affects,
			});
		} else if (config.ok && !versions.includes(config.value.cniVersion ?? '0.1.0')) {
			const version = config.value.cniVersion ?? '';
			yield finding('version', {path, version}, subject, {
				evidence: [{from: 'files', of: name, excerpt: `"cniVersion": "${version}"`}],
				affects,
			});
		}
	},
});

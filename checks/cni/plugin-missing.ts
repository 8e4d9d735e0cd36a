import {binariesOfCni, type DirectoryEntry, defineCheck, pluginInstallersOf, thisNode} from 'rke2-netdoctor';

const directory = '/opt/cni/bin';
/** Pods that cannot start, or end, without the plugin. */
const failures = [
	...['cni/plugin-failures#pluginMissing', 'cni/plugin-failures#pluginBroken'],
	...['cni/sandbox-failures#pluginMissing', 'cni/pod-removal#pluginMissing', 'cni/pod-failures#failing'],
] as const;
const anyExecute = 0o111;

const faultOf = ({isDangling, size, mode}: DirectoryEntry): string | undefined =>
	isDangling
		? 'a link to a file that does not exist'
		: size === 0
			? 'an empty file, as a full disk leaves it'
			: (mode & anyExecute) === 0
				? 'not executable'
				: undefined;

export default defineCheck({
	id: 'cni/plugin-missing',
	title: 'Every plugin of the CNI configuration is in /opt/cni/bin and executable',
	rationale:
		'containerd does not look whether the plugins exist: it reports its network as ready, and then every new pod fails with "failed to find plugin in path". That goes for the IPAM plugin and for those that a plugin calls itself, too.',
	needs: {files: 'cni.configuration', binaries: 'cni.binaries'},
	messages: {
		missing: {
			severity: 'critical',
			text: '{path} needs {plugins}, which /opt/cni/bin does not have: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l /opt/cni/bin'},
					{
						text: 'Let an init container install it again: {restart}',
						changes: 'cluster',
					},
					{text: 'If the file is not of the CNI of this cluster: mv {path} /root/', changes: 'node'},
				],
				links: ['kubernetes/network-plugins', 'rke2/multus-plugins'],
			},
			explains: [...failures, 'cni/loopback-missing'],
		},
		damaged: {
			severity: 'critical',
			text: '{path} needs {plugins}, and what /opt/cni/bin has of that name cannot be run ({why}): every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -lL /opt/cni/bin; df /opt/cni/bin'},
					{
						text: 'Let an init container install it again: {restart}',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/multus-plugins'],
			},
			explains: failures,
		},
		notExecutable: {
			severity: 'critical',
			text: '{path} needs {plugins}, which cannot be executed in /opt/cni/bin: every new pod on this node fails',
			guide: {
				steps: [{text: 'ls -l /opt/cni/bin'}, {text: 'chmod 0755 /opt/cni/bin/*', changes: 'node'}],
				links: ['kubernetes/network-plugins'],
			},
			explains: [...failures, 'cni/loopback-missing'],
		},
	},
	*run({files, binaries}, {finding, environment}) {
		const [first] = files;
		if (first === undefined || !first.config.ok) {
			return;
		}
		const {path, name, config} = first;
		// Multus with its daemon keeps no copy of the configuration it calls, but names its file.
		const delegated = files.find(file =>
			config.value.plugins.some(({raw}) => String(raw.clusterNetwork ?? '').endsWith(`/${file.name}`)),
		);
		const needed = [config.value, ...(delegated?.config.ok ? [delegated.config.value] : [])].flatMap(
			binariesOfCni,
		);
		const found = new Map(
			binaries.filter(({type}) => type !== 'directory').map(entry => [entry.name, entry]),
		);
		const missing = [...new Set(needed)].filter(plugin => !found.has(plugin));
		const faults = [...new Set(needed)].flatMap(plugin => {
			const entry = found.get(plugin);
			const fault = entry && faultOf(entry);
			return fault === undefined ? [] : [{plugin, fault}];
		});
		const listing = binaries.length === 0 ? '(empty)' : binaries.map(entry => entry.name).join(' ');
		const types = config.value.plugins.map(({type, ipamType}) =>
			ipamType ? `${type} (ipam ${ipamType})` : type,
		);
		const subject = {kind: 'Directory', name: directory} as const;
		const details = {
			evidence: [
				{from: 'files', of: name, excerpt: `plugins: ${types.join(', ')}`},
				{from: 'binaries', excerpt: listing},
			],
			affects: [thisNode(environment)],
		} as const;
		if (missing.length > 0) {
			const data = {path, plugins: missing.join(', '), restart: pluginInstallersOf(environment, missing)};
			yield finding('missing', data, subject, details);
		}
		for (const why of new Set(faults.map(({fault}) => fault))) {
			const plugins = faults.flatMap(({plugin, fault}) => (fault === why ? [plugin] : []));
			yield why === 'not executable'
				? finding('notExecutable', {path, plugins: plugins.join(', ')}, subject, details)
				: finding(
						'damaged',
						{path, plugins: plugins.join(', '), why, restart: pluginInstallersOf(environment, plugins)},
						subject,
						details,
					);
		}
	},
});

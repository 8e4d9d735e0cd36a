import {defineCheck, pluginInstallerOf, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/loopback-missing',
	title: 'The plugin loopback is there for containerd',
	rationale:
		'containerd brings up lo in each pod with the plugin loopback, which no CNI configuration names. The CNI has to install it; without it every new pod fails before its own network is made.',
	needs: {runtime: 'crictl.runtime', binaries: 'cni.binaries', settled: 'rke2.settled'},
	messages: {
		missing: {
			severity: 'critical',
			text: '/opt/cni/bin has no executable loopback, which containerd calls first for every pod: no pod on this node can start',
			guide: {
				steps: [
					{text: 'ls -l /opt/cni/bin/loopback'},
					{
						text: 'Let an init container install it again: {restart}',
						changes: 'cluster',
					},
					{text: 'With a CNI of your own, install the reference plugins: it must bring loopback along'},
				],
				links: ['kubernetes/network-plugins'],
			},
			explains: ['cni/sandbox-failures#pluginMissing'],
		},
	},
	*run({runtime, binaries}, {finding, environment}) {
		// Where containerd makes lo itself, it loads no network of that name.
		const usesPlugin = runtime.networks.some(({interfaceName}) => interfaceName === 'lo');
		const isElsewhere = runtime.pluginDirectories.some(
			directory => directory.replace(/\/$/, '') !== '/opt/cni/bin',
		);
		const plugin = binaries.find(({name}) => name === 'loopback');
		if (usesPlugin && !isElsewhere && (plugin === undefined || (plugin.mode & 0o111) === 0)) {
			yield finding(
				'missing',
				{restart: pluginInstallerOf(environment, 'loopback')},
				{kind: 'File', name: '/opt/cni/bin/loopback'},
				{
					evidence: [
						{from: 'binaries', excerpt: binaries.map(({name}) => name).join(' ') || '(empty)'},
						{from: 'runtime', excerpt: '"IFName": "lo"'},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

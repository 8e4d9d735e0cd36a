import {defineCheck, thisNode} from 'rke2-netdoctor';

const directory = '/etc/cni/net.d';

export default defineCheck({
	id: 'cni/runtime-disagrees',
	title: 'containerd has loaded the CNI configuration that is in /etc/cni/net.d',
	rationale:
		'What counts for new pods is the configuration that containerd has in memory. It watches the directory, but a file it cannot load, a lost notification, or a changed directory in its own configuration leave it with something else.',
	needs: {runtime: 'crictl.runtime', files: 'cni.configuration', settled: 'rke2.settled'},
	messages: {
		elsewhere: {
			severity: 'warning',
			text: "containerd reads CNI configurations from {directory}, not from /etc/cni/net.d where RKE2's CNIs write them",
			guide: {
				steps: [
					{text: 'crictl info | grep PluginConfDir'},
					{
						text: "Remove conf_dir from RKE2's containerd template (config.toml.tmpl or config-v3.toml.tmpl) and restart RKE2",
						changes: 'node',
					},
				],
				links: ['kubernetes/network-plugins'],
			},
			explains: [
				'cni/configuration-missing',
				'cni/configuration-invalid',
				'cni/configuration-order',
				'cni/plugin-missing',
			],
		},
		loadError: {
			severity: 'critical',
			text: 'containerd has no CNI configuration: {status}',
			guide: {
				steps: [{text: 'crictl info | grep lastCNILoadStatus'}, {text: 'ls -l /etc/cni/net.d'}],
				links: ['kubernetes/network-plugins', 'kubernetes/crictl'],
			},
			explains: ['cni/network-unavailable'],
		},
		notReady: {
			severity: 'critical',
			text: 'containerd reports its network as not ready: {reason}',
			guide: {
				steps: [
					{text: 'crictl info'},
					{text: 'kubectl -n kube-system get pods -o wide, and look at the CNI pod of this node'},
				],
				links: ['kubernetes/network-plugins', 'kubernetes/crictl'],
			},
			explains: ['cni/network-unavailable'],
		},
		stale: {
			severity: 'warning',
			text: 'containerd still uses the network {loaded}, but the first file is {path} with {found}',
			guide: {
				steps: [
					{text: 'crictl info'},
					{text: 'Make containerd load the directory again: touch {path}', changes: 'node'},
					{
						text: 'If that does not help, these may be used up: sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches',
					},
				],
				links: ['kubernetes/crictl', 'rke2/requirements-kernel-parameters'],
			},
		},
	},
	*run({runtime, files}, {finding, environment}) {
		const {configDirectory = directory, lastCniLoadStatus: status = 'OK', networkReady} = runtime;
		const subject = {kind: 'Directory', name: directory} as const;
		const affects = [thisNode(environment)];
		if (configDirectory.replace(/\/$/, '') !== directory) {
			const excerpt = `"PluginConfDir": "${configDirectory}"`;
			yield finding('elsewhere', {directory: configDirectory}, subject, {
				evidence: [{from: 'runtime', excerpt}],
				affects,
			});
			return;
		}
		if (status !== 'OK') {
			const excerpt = `"lastCNILoadStatus": "${status}"`;
			yield finding('loadError', {status}, subject, {evidence: [{from: 'runtime', excerpt}], affects});
			return;
		}
		if (networkReady?.isTrue === false) {
			const reason = networkReady.message ?? networkReady.reason ?? 'no reason given';
			const excerpt = `NetworkReady false ${networkReady.reason ?? ''}: ${reason}`;
			yield finding('notReady', {reason}, subject, {evidence: [{from: 'runtime', excerpt}], affects});
			return;
		}
		const [first] = files;
		const network = runtime.networks.find(({interfaceName}) => interfaceName === 'eth0');
		if (
			first === undefined ||
			!first.config.ok ||
			network?.name === undefined ||
			network.plugins.length === 0
		) {
			return;
		}
		const {name = '', plugins} = first.config.value;
		const describe = (title: string, types: readonly string[]): string => `${title} (${types.join(', ')})`;
		const loaded = describe(network.name, network.plugins);
		const found = describe(
			name,
			plugins.map(({type}) => type),
		);
		if (plugins.length > 0 && loaded !== found) {
			yield finding(
				'stale',
				{loaded, path: first.path, found},
				{kind: 'File', name: first.path},
				{
					evidence: [
						{from: 'runtime', excerpt: `eth0: ${loaded}`},
						{from: 'files', of: first.name, excerpt: found},
					],
					affects,
				},
			);
		}
	},
});

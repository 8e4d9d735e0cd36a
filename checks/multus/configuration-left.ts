import {defineCheck, multusFileOf, thisNode} from 'rke2-netdoctor';

const anyExecute = 0o111;

export default defineCheck({
	id: 'multus/configuration-left',
	title: 'The configuration of Multus belongs to a Multus that is installed',
	rationale:
		'When Multus is taken out of a cluster its file stays in /etc/cni/net.d of each node, sorts first, and containerd goes on handing it every new pod. Told where no chart and no pod of Multus is there, and its plugin is gone too.',
	when: {multus: true},
	needs: {
		...{files: 'cni.configuration', binaries: 'cni.binaries'},
		...{pods: 'crictl.pods', helm: 'kubernetes.helm'},
	},
	messages: {
		left: {
			severity: 'critical',
			text: '{path} is left of a Multus that is no longer here: containerd picks it, and its plugin {plugin} is not in /opt/cni/bin, so that no new pod starts on this node',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d /opt/cni/bin; kubectl get pods -A | grep -i multus'},
					{
						text: 'mv {path} /root/: containerd takes the next file, that of the primary CNI, within seconds',
						changes: 'node',
					},
					{
						text: 'If Multus is wanted: cni: [multus, …] in config.yaml of all servers, and restart rke2-server',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-using', 'rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: ['multus/delegate', 'multus/daemon', 'cni/plugin-missing', 'cni/runtime-disagrees#stale'],
		},
	},
	*run({files, binaries, pods, helm}, {finding, environment}) {
		const multus = multusFileOf(files);
		const isInstalled =
			helm.charts.some(({name}) => /multus/.test(name)) || pods.some(({name}) => /multus/.test(name));
		// containerd takes the first file: one that sorts behind harms nothing.
		if (multus === undefined || multus.file !== files[0] || helm.charts.length === 0 || isInstalled) {
			return;
		}
		const present = binaries
			.filter(({type, mode}) => type !== 'directory' && (mode & anyExecute) !== 0)
			.map(({name}) => name);
		const {type} = multus.plugin;
		if (present.includes(type)) {
			return;
		}
		const {path, name} = multus.file;
		yield finding(
			'left',
			{path, plugin: type},
			{kind: 'File', name: path},
			{
				evidence: [
					{from: 'files', of: name, excerpt: `type ${type}`},
					{from: 'helm', excerpt: helm.charts.map(chart => chart.name).join(' ')},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

import {binariesOfCni, defineCheck, thisNode} from 'rke2-netdoctor';

/** What the scripts of Cilium's and RKE2's images say that may not write to the host; they go on, or end without an error. */
const denied =
	/\/host\/opt\/cni\/bin\S* is non-writeable|\/host\/opt\/cni\/bin.*(?:Permission denied|Read-only file system)/i;
const directory = '/opt/cni/bin';

export default defineCheck({
	id: 'cilium/plugin-denied',
	title: 'Init containers of Cilium may install plugins on this host',
	rationale:
		'Two init containers put plugins into /opt/cni/bin: install-cni-binaries runs as spc_t, install-portmap-cni-plugin as an ordinary container, which SELinux keeps from writing where the directory has the wrong label. The script only says so and ends well: Cilium runs, the Node is ready, and no pod starts.',
	when: {cni: ['cilium']},
	needs: {files: 'cni.configuration', binaries: 'cni.binaries', logs: 'cilium.logs', mode: 'selinux.mode'},
	messages: {
		denied: {
			severity: 'critical',
			text: 'The init container {container} of Cilium may not write {plugins} to /opt/cni/bin of this host{because}, so that no new pod starts: {line}',
			guide: {
				steps: [
					{
						text: 'ls -ldZ /opt/cni /opt/cni/bin; getenforce; ausearch -m avc -ts boot | grep -i cni; findmnt -T /opt/cni/bin',
					},
					{
						text: 'With SELinux: install or update rke2-selinux, then restorecon -Rv /opt/cni: it must be container_file_t',
						changes: 'node',
					},
					{
						text: 'Where the file system is read-only: mount it otherwise in /etc/fstab, or give cni.binPath another place in the HelmChartConfig rke2-cilium',
						changes: 'node',
					},
					{
						text: 'Then let the init container run again: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['rke2/selinux', 'cilium/system-requirements', 'cilium/agent-logs'],
			},
			explains: ['cni/plugin-missing#missing'],
		},
	},
	*run({files, binaries, logs, mode}, {finding, environment}) {
		// The first file may be Multus's, whose plugins others install.
		const own = files
			.flatMap(({config}) => (config.ok ? [config.value] : []))
			.find(({plugins}) => plugins.some(({type}) => type === 'cilium-cni'));
		const needed = own === undefined ? [] : binariesOfCni(own);
		const missing = needed.filter(plugin => !binaries.some(({name}) => name === plugin));
		const said = logs.flatMap(({container, path, lines}) => {
			const line = lines.findLast(({message}) => denied.test(message));
			return line === undefined ? [] : [{container, path, line: line.message.slice(0, 300)}];
		});
		const [told] = missing.length === 0 ? [] : said;
		if (told === undefined) {
			return;
		}
		const {container, path, line} = told;
		const node = thisNode(environment);
		const because = mode === 'enforcing' ? ', where SELinux is enforcing' : '';
		const subject = {kind: 'Directory', name: directory} as const;
		const data = {container, plugins: missing.join(', '), because, line, node: node.name};
		yield finding('denied', data, subject, {
			evidence: [
				{from: 'logs', of: path, excerpt: line},
				{from: 'mode', excerpt: mode},
				{from: 'binaries', excerpt: binaries.map(({name}) => name).join(' ') || '(empty)'},
			],
			affects: [node, subject],
		});
	},
});

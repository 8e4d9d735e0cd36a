import {defineCheck, thisNode} from 'rke2-netdoctor';

const directory = '/etc/cni/net.d';

/** What follows from having no configuration. */
const symptoms = [
	...['cni/runtime-disagrees#loadError', 'cni/network-unavailable'],
	'cni/sandbox-failures#noConfiguration',
] as const;

export default defineCheck({
	id: 'cni/configuration-missing',
	title: 'There is a CNI configuration in /etc/cni/net.d',
	rationale:
		'containerd takes the network of new pods from the first configuration in /etc/cni/net.d. Without one it reports its network as not ready, the Node is NotReady, and no pod outside the host network can start.',
	needs: {files: 'cni.configuration', entries: 'cni.directory', settled: 'rke2.settled'},
	wants: {runtime: 'crictl.runtime'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'There is no CNI configuration in /etc/cni/net.d: no pod on this node can get a network',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{
						text: 'The CNI pod of this node writes the file when it starts: kubectl -n kube-system get pods -o wide',
					},
					{
						text: 'Delete the CNI pod of this node, so that its init container writes the file again',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: symptoms,
		},
		renamed: {
			severity: 'critical',
			text: 'The CNI configuration was renamed to {renamed}, which containerd does not read: no pod on this node can get a network',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{
						text: 'A file that ends in .cilium_bak was renamed by Cilium, which does so with cni.exclusive: true; it must not run beside another CNI',
					},
					{
						text: 'Delete the CNI pod of this node, so that its init container writes the file again',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'rke2/multus-cilium'],
			},
			explains: symptoms,
		},
	},
	*run({files, entries, runtime}, {finding, environment}) {
		if (files.length > 0) {
			return;
		}
		const names = entries.filter(({type}) => type !== 'directory').map(({name}) => name);
		const renamed = names.filter(name => /\.(conf|conflist|json)\.\w+$/.test(name));
		const status = runtime?.lastCniLoadStatus;
		const details = {
			evidence: [
				{from: 'entries', excerpt: names.length === 0 ? '(empty)' : names.join('\n')},
				...(status === undefined
					? []
					: [{from: 'runtime', excerpt: `"lastCNILoadStatus": "${status}"`} as const]),
			],
			affects: [thisNode(environment)],
		} as const;
		const subject = {kind: 'Directory', name: directory} as const;
		yield renamed.length > 0
			? finding('renamed', {renamed: renamed.join(', ')}, subject, details)
			: finding('missing', {}, subject, details);
	},
});

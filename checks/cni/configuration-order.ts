import {type CniOwner, cniTitles, defineCheck, ownersOfCniFile, thisNode} from 'rke2-netdoctor';

/** Plugins that make a network themselves; any other unknown one may hand the pod on to the right CNI. */
const networks = new Set([
	...[
		'bridge',
		'ptp',
		'macvlan',
		'ipvlan',
		'host-device',
		'vlan',
		'weave-net',
		'kindnet',
		'antrea',
		'kube-ovn',
	],
	...['aws-cni', 'azure-vnet', 'kube-router'],
]);

/** What follows from a configuration that is not that of the CNI. */
const symptoms = [
	'cni/plugin-missing',
	'cni/loopback-missing',
	'cni/runtime-disagrees#loadError',
	'cni/runtime-disagrees#notReady',
	'cni/runtime-disagrees#stale',
	'cni/network-unavailable',
	'cni/pod-failures#unauthorized',
	'rke2/cni-signals#leftover',
] as const;

export default defineCheck({
	id: 'cni/configuration-order',
	title: "The CNI configuration that containerd picks is that of this cluster's CNI",
	rationale:
		'containerd sorts /etc/cni/net.d byte-wise and uses the first file only. A file of another CNI before the right one gives new pods a network that nothing else on the node knows, or none at all, while old pods go on working.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {files: 'cni.configuration', entries: 'cni.directory'},
	messages: {
		shadowed: {
			severity: 'critical',
			text: '{first} comes before {own} in /etc/cni/net.d: new pods get the network of {owner} instead of {cni}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'mv {first} /root/', changes: 'node'},
					{
						text: 'kubectl get daemonsets -A, and look for the one that writes {first}; it comes back while that runs',
					},
					{
						text: 'Delete the pods that were started on this node meanwhile, so that they get an address of {cni}',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: symptoms,
		},
		foreign: {
			severity: 'critical',
			text: 'containerd uses {first}, which belongs to {owner}, and /etc/cni/net.d has no configuration of {cni}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'mv {first} /root/', changes: 'node'},
					{
						text: 'Delete the {cni} pod of this node, so that its init container writes its file again',
						changes: 'cluster',
					},
					{
						text: 'Delete the pods that were started on this node meanwhile, so that they get an address of {cni}',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: symptoms,
		},
		unknown: {
			severity: 'info',
			text: '{first} comes first in /etc/cni/net.d: new pods depend on its plugin {plugin} to call {cni}',
			guide: {
				steps: [
					{text: 'cat {first}'},
					{text: 'If nothing on this cluster needs the file, move it away', changes: 'node'},
				],
				links: ['kubernetes/network-plugins'],
			},
			explains: ['rke2/cni-signals#leftover'],
		},
		waiting: {
			severity: 'info',
			text: '{file} of {owner} is not used, but containerd would load it as soon as {first} is gone',
			guide: {
				steps: [{text: 'If {owner} was removed from this cluster: mv {file} /root/', changes: 'node'}],
				links: ['rke2/select-cni'],
			},
			explains: ['rke2/cni-signals#leftover'],
		},
	},
	*run({files, entries}, {finding, environment}) {
		const wanted = environment.cni.value;
		const [first, ...others] = files;
		if (first === undefined || wanted === undefined || wanted === 'none') {
			return;
		}
		const cni = cniTitles[wanted];
		const owned = files.map(file => ({file, owners: ownersOfCniFile(file)}));
		const isOf = (owner: CniOwner) => (entry: (typeof owned)[number]) => entry.owners.includes(owner);
		const [picked] = owned;
		if (picked === undefined || isOf('multus')(picked)) {
			return;
		}
		const types = first.config.ok
			? first.config.value.plugins.map(({type}) => type).join(', ')
			: 'not readable';
		const evidence = [
			{from: 'entries', excerpt: entries.map(({name}) => name).join('\n')},
			{from: 'files', of: first.name, excerpt: `plugins: ${types}`},
		] as const;
		const subject = {kind: 'File', name: first.path} as const;
		if (!isOf(wanted)(picked)) {
			const own = owned.find(isOf(wanted))?.file.path;
			const plugin = first.config.ok ? (first.config.value.plugins[0]?.type ?? '') : '';
			const [by = 'other'] = picked.owners;
			const owner = by === 'other' && plugin !== '' ? `the plugin ${plugin}` : cniTitles[by];
			const details = {evidence, affects: [thisNode(environment)]};
			if (by === 'other' && !networks.has(plugin)) {
				yield finding('unknown', {first: first.path, plugin: plugin || 'without a type', cni}, subject, {
					evidence,
				});
			} else if (own === undefined) {
				yield finding('foreign', {first: first.path, owner, cni}, subject, details);
			} else {
				yield finding('shadowed', {first: first.path, own, owner, cni}, subject, details);
			}
			return;
		}
		for (const file of others) {
			const [owner = 'other'] = ownersOfCniFile(file);
			if (owner !== 'other' && owner !== 'multus' && owner !== wanted) {
				yield finding(
					'waiting',
					{file: file.path, owner: cniTitles[owner], first: first.path},
					{kind: 'File', name: file.path},
					{evidence},
				);
			}
		}
	},
});

import {defineCheck, multusFileOf, ownersOfCniFile, restartMultusPod, thisNode} from 'rke2-netdoctor';

const directory = '/etc/cni/net.d';
/** Multus writes its file within seconds. */
const writtenWithin = 2 * 60_000;
const symptoms = ['multus/pod-unattached', 'multus/daemon', 'cni/runtime-disagrees#stale'] as const;

export default defineCheck({
	id: 'multus/configuration-missing',
	title: "Multus' configuration is the one that containerd picks",
	rationale:
		'containerd calls Multus only when its file is the byte-wise first in /etc/cni/net.d. Without it, or behind that of the primary CNI, new pods start without an error and have the primary network alone: no net1, no annotation, no event.',
	when: {multus: true},
	needs: {
		files: 'cni.configuration',
		entries: 'cni.directory',
		multus: 'multus.containers',
		now: 'system.clock',
	},
	messages: {
		renamed: {
			severity: 'critical',
			text: "Multus' configuration was renamed to {renamed}: new pods get the primary network alone",
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{
						text: 'Cilium renames the files of all other CNIs to .cilium_bak as long as cni.exclusive is true, the default before v1.31.14, v1.32.10, v1.33.6 and v1.34.2: set cni.exclusive: false in the HelmChartConfig rke2-cilium',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					restartMultusPod,
					{text: 'Delete the pods that lack their networks, so that they get them', changes: 'cluster'},
				],
				links: ['rke2/multus-cilium', 'rke2/multus-using'],
			},
			explains: symptoms,
		},
		missing: {
			severity: 'critical',
			text: '/etc/cni/net.d has no configuration of Multus: new pods get the network of {first} alone',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'crictl logs --tail 50 $(crictl ps -aq --name multus | head -1)'},
					restartMultusPod,
					{text: 'Delete the pods that lack their networks, so that they get them', changes: 'cluster'},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: symptoms,
		},
		notFirst: {
			severity: 'critical',
			text: '{first} comes before {path} in /etc/cni/net.d: containerd calls {plugin} and never Multus',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{
						text: 'Multus calls its file 00-multus.conf and must come first: rename {first}, or what writes it, to a later name',
						changes: 'node',
					},
					{text: 'Delete the pods that lack their networks, so that they get them', changes: 'cluster'},
				],
				links: ['rke2/multus-using', 'kubernetes/network-plugins'],
			},
			explains: symptoms,
		},
	},
	*run({files, entries, multus: {pod}, now}, {finding, environment}) {
		const [first] = files;
		// Nothing at all, or a first file that is broken or foreign, is said elsewhere.
		if (first === undefined || !first.config.ok) {
			return;
		}
		const {name: node} = thisNode(environment);
		const affects = [thisNode(environment)];
		const listing = {from: 'entries', excerpt: entries.map(({name}) => name).join('\n')} as const;
		const own = multusFileOf(files);
		const plugin = first.config.value.plugins[0]?.type ?? '';
		if (own !== undefined) {
			const isPrimary = ownersOfCniFile(first).some(owner => owner === environment.cni.value);
			if (own.file !== first && isPrimary) {
				yield finding(
					'notFirst',
					{first: first.path, path: own.file.path, plugin},
					{kind: 'File', name: own.file.path},
					{evidence: [listing, {from: 'files', of: first.name, excerpt: `plugins: ${plugin}`}], affects},
				);
			}
			return;
		}
		// What is in the way is a broken file, which is said elsewhere.
		if (files.some(({name, config}) => name.startsWith('00-multus') && !config.ok)) {
			return;
		}
		const renamed = entries.find(({name}) => /^00-multus\.conf(list)?\.cilium_bak$/.test(name));
		const subject = {kind: 'Directory', name: directory} as const;
		const run = pod?.containers.find(({name, state}) => /multus$/.test(name) && state === 'running');
		if (renamed !== undefined) {
			yield finding('renamed', {renamed: renamed.name, node}, subject, {evidence: [listing], affects});
		} else if (pod !== undefined && now - (run ?? pod).createdAt > writtenWithin) {
			const state = run === undefined ? 'does not run' : 'runs';
			yield finding('missing', {first: first.path, node}, subject, {
				evidence: [listing, {from: 'multus', of: 'crictl ps', excerpt: `${pod.name} ${state}`}],
				affects,
			});
		}
	},
});

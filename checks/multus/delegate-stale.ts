import {
	cniTitles,
	defineCheck,
	delegateDifferences,
	multusFileOf,
	multusSetting,
	onHost,
	ownersOfCniFile,
	primaryCandidates,
	restartMultusPod,
	thisNode,
} from 'rke2-netdoctor';

/** Multus looks at the file of the primary CNI once a second. */
const copiedWithin = 60;

export default defineCheck({
	id: 'multus/delegate-stale',
	title: 'Multus hands pods to the primary CNI as it is configured now',
	rationale:
		'Thin Multus keeps a copy of the configuration of the primary CNI: of the first .conf or .conflist in /etc/cni/net.d when it last looked. When that file goes away it waits for it and keeps the copy; a file left by another CNI that sorts earlier becomes the primary network. New pods then get an MTU, addresses or a whole network that the node no longer has.',
	when: {multus: true, cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {files: 'cni.configuration', entries: 'cni.directory', now: 'system.clock'},
	messages: {
		foreign: {
			severity: 'critical',
			text: 'Multus hands new pods to {owner} instead of {cni}, because {first} comes before the file of {cni}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'mv {first} /root/', changes: 'node'},
					restartMultusPod,
					{
						text: 'Delete the pods that were started on this node meanwhile, so that they get an address of {cni}',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'rke2/multus-using'],
			},
			explains: [
				'cni/plugin-missing',
				'cni/pod-removal#pluginMissing',
				'cni/pod-removal#agent',
				'rke2/cni-signals',
			],
		},
		former: {
			severity: 'critical',
			text: '{path} still hands new pods to {owner}, whose file is gone from /etc/cni/net.d; this node runs {cni}',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d, and cat {path}'},
					restartMultusPod,
					{
						text: 'Delete the pods that were started on this node meanwhile, so that they get an address of {cni}',
						changes: 'cluster',
					},
				],
				links: ['rke2/multus-using', 'rke2/select-cni'],
			},
			explains: [
				'cni/pod-leases#lost',
				'cni/plugin-missing',
				'cni/pod-removal#pluginMissing',
				'cni/pod-removal#agent',
				'rke2/cni-signals',
			],
		},
		nextStart: {
			severity: 'warning',
			text: '{first} of {owner} comes before the file of {cni}: Multus takes it for the primary network when it starts the next time',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d'},
					{text: 'If {owner} was removed from this cluster: mv {first} /root/', changes: 'node'},
				],
				links: ['rke2/select-cni', 'rke2/multus-using'],
			},
			explains: ['rke2/cni-signals'],
		},
		differs: {
			severity: 'warning',
			text: '{path} holds an old copy of {primary}: new pods get {differences}',
			guide: {
				steps: [
					{text: 'cat {path} {primary}'},
					restartMultusPod,
					{
						text: 'If it stays: config.cni_conf.skipConfigWatch: true or cleanupConfigOnExit: false in the HelmChartConfig rke2-multus turn the watching off',
					},
				],
				links: ['multus/configuration', 'rke2/chart-multus'],
			},
			explains: ['overlay/mtu-chain#pods'],
		},
	},
	*run({files, entries, now}, {finding, environment}) {
		const cni = environment.cni.value;
		const multus = multusFileOf(files);
		if (multus === undefined || cni === undefined || cni === 'none' || cni === 'other') {
			return;
		}
		const {file} = multus;
		const candidates = primaryCandidates(files);
		const network = multusSetting(multus, 'clusterNetwork');
		const named = candidates.find(({path}) => network !== undefined && onHost(network) === path);
		const [delegate] = multus.config.delegates;
		const copied =
			delegate &&
			candidates.find(({config}) => config.ok && delegateDifferences(delegate, config.value).length === 0);
		const source = named ?? copied;
		const listing = {from: 'entries', excerpt: entries.map(({name}) => name).join('\n')} as const;
		const {name: node} = thisNode(environment);
		const affects = [thisNode(environment)];
		const subject = {kind: 'File', name: file.path} as const;
		const cited = (excerpt: string) => ({from: 'files', of: file.name, excerpt}) as const;
		if (source !== undefined) {
			// The file that Multus uses, and those that it prefers to it when it looks again.
			for (const entry of candidates.slice(0, candidates.indexOf(source) + 1)) {
				const owners = ownersOfCniFile(entry);
				const [owner = 'other'] = owners;
				if (!owners.includes(cni) && owner !== 'other' && owner !== 'multus') {
					const data = {owner: cniTitles[owner], cni: cniTitles[cni], first: entry.path, node};
					const excerpt = network ?? delegate?.name ?? '';
					yield finding(
						entry === source ? 'foreign' : 'nextStart',
						data,
						{kind: 'File', name: entry.path},
						{evidence: [listing, cited(`hands on to ${excerpt}`)], affects},
					);
				}
			}
			return;
		}
		if (delegate === undefined) {
			return;
		}
		const types = delegate.plugins.map(({type}) => type).join(', ');
		const own = candidates.find(entry => ownersOfCniFile(entry).includes(cni));
		// Canal and Calico have the same plugin: there the name of the file tells which of them it is.
		const isSamePlugin =
			own?.config.ok === true && own.config.value.plugins[0]?.type === delegate.plugins[0]?.type;
		const owners = ownersOfCniFile({
			name: isSamePlugin ? own.name : '',
			config: {ok: true, value: delegate},
		});
		const [owner = 'other'] = owners;
		if (!owners.includes(cni) && owner !== 'other' && owner !== 'multus') {
			const data = {path: file.path, owner: cniTitles[owner], cni: cniTitles[cni], node};
			const evidence = [cited(`"delegates": ${delegate.name ?? ''} (${types})`), listing] as const;
			yield finding('former', data, subject, {evidence, affects});
		} else if (own?.config.ok && owners.includes(cni)) {
			const differences = delegateDifferences(delegate, own.config.value);
			const isFresh = own.modified !== undefined && now / 1000 - own.modified < copiedWithin;
			if (differences.length > 0 && !isFresh) {
				const data = {path: file.path, primary: own.path, differences: differences.join(', '), node};
				yield finding('differs', data, subject, {evidence: [cited(differences.join('\n'))], affects});
			}
		}
	},
});

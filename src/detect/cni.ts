import {type Cni, cnis, type Fact, type Role} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {isCalicoWorkload} from '../derive/cni-devices.ts';
import {ownerOfCalicoPlugin} from '../derive/cni-owner.ts';
import {listSetting} from '../derive/config-merge.ts';
import type {PodSandbox} from '../parsers/crictl.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Process} from '../parsers/pgrep.ts';
import type {CniFile} from '../probes/cni.configuration.ts';
import type {HelmObjects} from '../probes/kubernetes.helm.ts';
import type {Rke2Configuration} from '../probes/rke2.configuration.ts';
import type {Rke2Files} from '../probes/rke2.server-files.ts';
import {decide, type Vote, vote} from './fact.ts';

export interface CniEvidence {
	readonly configuration: Evidence<Rke2Configuration>;
	readonly files: Evidence<Rke2Files>;
	readonly helm: Evidence<HelmObjects>;
	readonly pods: Evidence<readonly PodSandbox[]>;
	readonly cniFiles: Evidence<readonly CniFile[]>;
	readonly links: Evidence<readonly Link[]>;
	readonly processes: Evidence<readonly Process[]>;
}

type ShippedCni = (typeof cnis)[number];

/** Namespace and name prefix of the pods of each CNI's DaemonSet. */
const podNames: Readonly<Record<ShippedCni, RegExp>> = {
	canal: /^kube-system\/rke2-canal-\w{5}$/,
	flannel: /^kube-system\/kube-flannel-ds-\w{5}$/,
	calico: /^calico-system\/calico-node-\w{5}$/,
	cilium: /^kube-system\/cilium-\w{5}$/,
};

export const valueOr = <Value>(evidence: Evidence<Value>, fallback: Value): Value =>
	evidence.ok ? evidence.value : fallback;

/**
 * The primary CNI: what the cluster is told to run, then what runs, then what is left on disk and in the kernel.
 * Files of other CNIs come last: podman and the like leave theirs there too.
 */
export const detectCni = (role: Role | undefined, evidence: CniEvidence, chosen?: Cni): Fact<Cni> => {
	const server = role === 'server' ? evidence : undefined;
	const files = fileVotes(evidence);
	const told = decide<Cni>([
		chosen === undefined ? [] : [vote(chosen, '--cni', `--cni ${chosen}`)],
		chartVotes(evidence),
		server === undefined ? [] : manifestVotes(server),
		server === undefined ? [] : configurationVotes(server),
		podVotes(evidence),
		files.filter(({value}) => value !== 'other'),
		linkVotes(evidence),
		files.filter(({value}) => value === 'other'),
		server === undefined ? [] : absenceVotes(server),
	]);
	return told.value === undefined
		? decide([processVotes(evidence), server === undefined ? [] : defaultVotes(server)], told.undecided)
		: told;
};

const chartVotes = ({helm}: CniEvidence): readonly Vote<Cni>[] => {
	const names = valueOr(helm, {charts: [], configs: []}).charts.map(({name}) => name);
	return cnis
		.filter(cni => names.includes(`rke2-${cni}`))
		.map(cni => vote(cni, 'kubectl -n kube-system get helmcharts', `HelmChart rke2-${cni}`));
};

/** Those of a server that has become an agent stay where they were. */
const manifestVotes = ({files}: CniEvidence): readonly Vote<Cni>[] => {
	const manifests = manifestsIn(files);
	return cnis
		.filter(cni => manifests.includes(`rke2-${cni}.yaml`))
		.map(cni => vote(cni, 'server/manifests', `manifest rke2-${cni}.yaml`));
};

export const manifestsIn = (files: Evidence<Rke2Files>): readonly string[] =>
	(files.ok ? files.value.manifests : undefined) ?? [];

/** Only what is written: the default is what nobody chose, `none` leaves it to others. Agents have no such setting. */
const configurationVotes = ({configuration}: CniEvidence): readonly Vote<Cni>[] => {
	const selection = configuration.ok ? configuration.value.cni : undefined;
	if (
		selection === undefined ||
		'invalid' in selection ||
		!selection.isExplicit ||
		selection.primary === 'none'
	) {
		return [];
	}
	return [vote(selection.primary, selection.source, `configuration cni: ${selection.primary}`)];
};

/** RKE2 takes Canal when nobody chose: https://docs.rke2.io/networking/basic_network_options */
const defaultVotes = ({configuration}: CniEvidence): readonly Vote<Cni>[] => {
	if (!configuration.ok) {
		return [];
	}
	const {cni, files, settings} = configuration.value;
	const isWhole = files.every(({problem}) => problem === undefined);
	const isDisabled = listSetting(settings, 'disable').includes('rke2-canal');
	return isWhole && !cni.isExplicit && !isDisabled
		? [vote('canal', cni.source, 'no cni in the configuration: Canal')]
		: [];
};

const podVotes = ({pods}: CniEvidence): readonly Vote<Cni>[] =>
	valueOr(pods, [])
		.filter(({isReady}) => isReady)
		.flatMap(({namespace, name}) =>
			cnis
				.filter(cni => podNames[cni].test(`${namespace}/${name}`))
				.map(cni => vote(cni, 'crictl pods', `pod ${name}`)),
		);

/** Multus stands before the primary CNI and says nothing about it. */
const fileVotes = ({cniFiles}: CniEvidence): readonly Vote<Cni>[] =>
	valueOr(cniFiles, [])
		.flatMap(file => {
			const cni = cniOf(file);
			return cni === undefined ? [] : [vote(cni, file.path, file.path)];
		})
		.slice(0, 1);

const cniOf = ({name, config}: CniFile): Cni | undefined => {
	const [plugin, ...chained] = config.ok ? config.value.plugins : [];
	switch (plugin?.type) {
		case undefined:
		case 'multus':
		case 'multus-shim':
			return undefined;
		case 'calico':
			return ownerOfCalicoPlugin(name, plugin.ipamType);
		case 'cilium-cni':
			return 'cilium';
		case 'flannel':
			return 'flannel';
		default:
			// Chained behind the plugin of a cloud, or of the user's own.
			return chained.some(({type}) => type === 'cilium-cni') ? 'cilium' : 'other';
	}
};

/** https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh names the devices of each CNI. */
const linkVotes = ({links}: CniEvidence): readonly Vote<Cni>[] => {
	const names = valueOr(links, []).map(({name}) => name);
	const has = (pattern: RegExp): string | undefined => names.find(name => pattern.test(name));
	const workload = names.find(isCalicoWorkload);
	// Beside pods of Canal, flannel.1 is Canal's, and cni0 may be the bridge of a network of Multus.
	const flannelDevice = workload === undefined ? /^flannel(-v6)?\.\d+$/ : /^flannel(-v6)?\.(?!1$)\d+$/;
	const candidates: readonly (readonly [Cni, string | undefined])[] = [
		['cilium', has(/^cilium_host$/)],
		['calico', has(/^vxlan(-v6)?\.calico$/)],
		['flannel', has(/^cni0$/) && has(flannelDevice)],
		['canal', workload && has(/^flannel(-v6\.1|\.1|-wg|-wg-v6)$/)],
	];
	return candidates.flatMap(([cni, link]) =>
		link === undefined || link === '' ? [] : [vote(cni, 'ip -j -d link show', `link ${link}`)],
	);
};

/**
 * An agent that runs, where nothing else tells. calico-node is that of Canal too, and flanneld may just have ended: only
 * with flanneld or BIRD beside it does it speak for one of them.
 */
const processVotes = ({processes}: CniEvidence): readonly Vote<Cni>[] => {
	const find = (pattern: RegExp): string | undefined =>
		valueOr(processes, []).find(({commandLine}) => pattern.test(commandLine))?.commandLine;
	const felix = find(/^(?:\S*\/)?calico-node .*-felix/);
	const flanneld = find(/^(?:\S*\/)?flanneld /);
	const candidates: readonly (readonly [Cni, string | undefined])[] = [
		['cilium', find(/^(?:\S*\/)?cilium-agent /)],
		['canal', felix && flanneld],
		['flannel', flanneld],
		['calico', felix && find(/^(?:\S*\/)?bird6? .*calico/)],
	];
	const [cni, line] = candidates.find(([, commandLine]) => commandLine !== undefined) ?? [];
	return cni === undefined || line === undefined ? [] : [vote(cni, 'pgrep', `process ${line}`)];
};

/** No CNI is only believed when everything that would show one was read. */
const absenceVotes = ({configuration, cniFiles, files}: CniEvidence): readonly Vote<Cni>[] => {
	const selection = configuration.ok ? configuration.value.cni : undefined;
	const isNone = selection !== undefined && 'primary' in selection && selection.primary === 'none';
	return files.ok &&
		files.value.manifests !== undefined &&
		cniFiles.ok &&
		cniFiles.value.length === 0 &&
		isNone
		? [vote('none', '/etc/cni/net.d', 'no CNI configuration')]
		: [];
};

import type {
	Environment,
	Fact,
	Installation,
	Role,
	ServerKind,
	ServiceState,
	Signal,
} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {booleanSetting} from '../derive/config-merge.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {Process} from '../parsers/pgrep.ts';
import type {Unit} from '../parsers/systemctl-show.ts';
import type {Rke2Configuration} from '../probes/rke2.configuration.ts';
import type {Rke2Binaries} from '../probes/rke2.installation.ts';
import type {Rke2Files} from '../probes/rke2.server-files.ts';
import type {KnownUnit} from '../probes/systemd.units.ts';
import {decide, type Vote, vote} from './fact.ts';

export interface Rke2Evidence {
	readonly installation: Evidence<Rke2Binaries>;
	readonly binaryVersion: Evidence<string>;
	readonly release: Evidence<string>;
	readonly units: Evidence<ReadonlyMap<KnownUnit, Unit>>;
	readonly processes: Evidence<readonly Process[]>;
	readonly files: Evidence<Rke2Files>;
	readonly configuration: Evidence<Rke2Configuration>;
	readonly node: Evidence<KubeNode>;
	readonly links: Evidence<readonly Link[]>;
}

const roles: readonly Role[] = ['server', 'agent'];

const unitOf = ({units}: Rke2Evidence, name: KnownUnit): Unit | undefined => {
	const unit = units.ok ? units.value.get(name) : undefined;
	return unit?.loadState === 'loaded' ? unit : undefined;
};

const rke2Process = ({processes}: Rke2Evidence): Process | undefined =>
	(processes.ok ? processes.value : []).find(({commandLine}) => /(^|\/)rke2( |$)/.test(commandLine));

const foundVotes = (value: Installation, paths: readonly string[]): readonly Vote<Installation>[] =>
	paths.map(path => vote(value, path, path));

/** A binary, a unit or a process; directories alone are what an uninstallation may leave behind. */
export const detectInstallation = (evidence: Rke2Evidence): Fact<Installation> => {
	const {installation} = evidence;
	if (!installation.ok) {
		return {signals: [], undecided: installation.detail};
	}
	const {binaries, k3s} = installation.value;
	const process = rke2Process(evidence);
	const sources: readonly (readonly Vote<Installation>[])[] = [
		foundVotes(
			'rke2',
			binaries.map(({path}) => path),
		),
		roles.flatMap(role =>
			unitOf(evidence, `rke2-${role}.service`) === undefined
				? []
				: [vote<Installation>('rke2', 'systemctl show', `unit rke2-${role}.service`)],
		),
		process === undefined ? [] : [vote('rke2', 'pgrep', `process ${process.commandLine}`)],
		foundVotes('k3s', k3s),
	];
	return sources.flat().length > 0
		? decide(sources)
		: decide([[vote<Installation>('none', 'usual paths', 'neither binary nor unit nor process')]]);
};

/** The release that is running, or that was last started; a newer binary waits for a restart. */
export const detectVersion = ({release, binaryVersion, node}: Rke2Evidence): Fact<string> => {
	const kubelet = node.ok ? node.value.kubeletVersion : undefined;
	return decide([
		release.ok ? [vote(release.value, 'data directory', `bin of ${release.value}`)] : [],
		kubelet === undefined ? [] : [vote(kubelet, 'own Node', `kubelet ${kubelet}`)],
		binaryVersion.ok
			? [vote(binaryVersion.value, 'rke2 --version', `rke2 --version ${binaryVersion.value}`)]
			: [],
	]);
};

/** What runs decides; then what is enabled; then what lies on disk. An agent that was a server keeps its directory. */
export const detectRole = (evidence: Rke2Evidence): Fact<Role> => {
	const title = rke2Process(evidence)?.commandLine;
	const inState = (...states: readonly (string | undefined)[]): readonly Vote<Role>[] =>
		roles.flatMap(role => {
			const unit = unitOf(evidence, `rke2-${role}.service`);
			const state = [unit?.activeState, unit?.unitFileState].find(value => states.includes(value));
			return unit === undefined || state === undefined
				? []
				: [vote(role, 'systemctl show', `${unit.id} ${state}`)];
		});
	return decide<Role>([
		roles
			.filter(role => title?.includes(`rke2 ${role}`))
			.map(role => vote(role, 'pgrep', `process rke2 ${role}`)),
		inState('active', 'activating'),
		inState('enabled'),
		directoryVotes(evidence),
	]);
};

const directoryVotes = ({files}: Rke2Evidence): readonly Vote<Role>[] => {
	if (!files.ok) {
		return [];
	}
	if (files.value.hasServerDirectory) {
		return [vote('server', 'data directory', 'server directory')];
	}
	return files.value.staticPods.length > 0 ? [vote('agent', 'data directory', 'no server directory')] : [];
};

/** https://docs.rke2.io/install/server_roles */
export const detectServerKind = (
	role: Role | undefined,
	{files, configuration}: Rke2Evidence,
): Fact<ServerKind> => {
	if (role !== 'server') {
		return {signals: []};
	}
	const isDisabled = (component: string): boolean =>
		configuration.ok && booleanSetting(configuration.value.settings, `disable-${component}`) === true;
	const configured: readonly Vote<ServerKind>[] = [
		...(isDisabled('etcd')
			? [vote<ServerKind>('control-plane-only', 'configuration', 'disable-etcd: true')]
			: []),
		...(isDisabled('apiserver')
			? [vote<ServerKind>('etcd-only', 'configuration', 'disable-apiserver: true')]
			: []),
	];
	const pods = files.ok ? files.value.staticPods : [];
	const runs = (name: string): boolean => pods.includes(`${name}.yaml`);
	const running: readonly Vote<ServerKind>[] = [
		...(runs('etcd') && runs('kube-apiserver')
			? [vote<ServerKind>('full', 'pod-manifests', 'etcd and kube-apiserver')]
			: []),
		...(runs('etcd') && !runs('kube-apiserver')
			? [vote<ServerKind>('etcd-only', 'pod-manifests', 'etcd, no kube-apiserver')]
			: []),
		...(!runs('etcd') && runs('kube-apiserver')
			? [vote<ServerKind>('control-plane-only', 'pod-manifests', 'kube-apiserver, no etcd')]
			: []),
	];
	return decide([configured, running]);
};

const stateOf = (activeState: string | undefined): ServiceState => {
	switch (activeState) {
		case 'active':
		case 'reloading':
			return 'running';
		case 'activating':
			return 'starting';
		case 'failed':
			return 'failed';
		default:
			return 'stopped';
	}
};

/** systemd's word, or where there is none whether the process runs. */
export const detectService = (role: Role | undefined, evidence: Rke2Evidence): Fact<ServiceState> => {
	const unit = role === undefined ? undefined : unitOf(evidence, `rke2-${role}.service`);
	const process = rke2Process(evidence);
	const {processes} = evidence;
	return decide<ServiceState>(
		[
			unit === undefined
				? []
				: [vote(stateOf(unit.activeState), 'systemctl show', `${unit.id} ${unit.activeState}`)],
			process === undefined ? [] : [vote('running', 'pgrep', `process ${process.commandLine}`)],
			processes.ok && process === undefined ? [vote('stopped', 'pgrep', 'no rke2 process')] : [],
		],
		'neither systemd nor the process list could be read',
	);
};

const deviceNames =
	/^(flannel(-v6)?\.\d+|flannel-wg(-v6)?|vxlan(-v6)?\.calico|cilium_(host|net|vxlan|wg0)|cni0|cali[0-9a-f]{11})$/;

/** What an RKE2 that is gone left on this machine. */
export const detectLeftovers = (
	installation: Installation | undefined,
	{installation: found, links}: Rke2Evidence,
): Environment['leftovers'] => {
	if (installation === 'rke2') {
		return [];
	}
	const directories = found.ok ? found.value.rke2Directories : [];
	const devices = (links.ok ? links.value : []).filter(({name}) => deviceNames.test(name)).slice(0, 5);
	return [
		...directories.map((path): Signal => ({source: path, says: path})),
		...devices.map(({name}): Signal => ({source: 'ip -j -d link show', says: `link ${name}`})),
	];
};

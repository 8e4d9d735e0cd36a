import type {Fact, Role, ServerKind, ServiceState} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {booleanSetting} from '../derive/config-merge.ts';
import {type ProductProcess, processesOf} from '../derive/rke2-process.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {Process} from '../parsers/pgrep.ts';
import type {Unit} from '../parsers/systemctl-show.ts';
import type {CertificateFile} from '../probes/rke2.certificates.ts';
import type {Rke2Configuration} from '../probes/rke2.configuration.ts';
import type {Rke2Files} from '../probes/rke2.server-files.ts';
import type {KnownUnit} from '../probes/systemd.units.ts';
import {decide, type Vote, vote} from './fact.ts';

export interface Rke2Evidence {
	readonly binaryVersion: Evidence<string>;
	readonly release: Evidence<string>;
	readonly certificates: Evidence<readonly CertificateFile[]>;
	readonly units: Evidence<ReadonlyMap<KnownUnit, Unit>>;
	readonly processes: Evidence<readonly Process[]>;
	readonly files: Evidence<Rke2Files>;
	readonly configuration: Evidence<Rke2Configuration>;
	readonly node: Evidence<KubeNode>;
}

/** Nothing of it needs the API, so that Host can ask which of the node's identities to use. */
export type RoleEvidence = Pick<Rke2Evidence, 'units' | 'processes' | 'files' | 'certificates'>;

const roles: readonly Role[] = ['server', 'agent'];

/** A unit that has a file; masked ones and those that do not exist are none. */
export const unitOf = ({units}: Pick<Rke2Evidence, 'units'>, name: KnownUnit): Unit | undefined => {
	const unit = units.ok ? units.value.get(name) : undefined;
	return unit?.loadState === 'loaded' ? unit : undefined;
};

const rke2Process = ({processes}: RoleEvidence): ProductProcess | undefined =>
	processes.ok ? processesOf('rke2', processes.value)[0] : undefined;

/** The release that is running, or that was last started; a newer binary waits for a restart. */
export const detectVersion = ({release, binaryVersion, node}: Rke2Evidence): Fact<string> => {
	const kubelet = node.ok ? node.value.kubeletVersion : undefined;
	const ofKubelet = kubelet === undefined ? [] : [vote(kubelet, 'own Node', `kubelet ${kubelet}`)];
	const isRke2 = kubelet?.includes('+rke2r') === true;
	return decide([
		release.ok ? [vote(release.value, 'data directory', `bin of ${release.value}`)] : [],
		isRke2 ? ofKubelet : [],
		binaryVersion.ok
			? [vote(binaryVersion.value, 'rke2 --version', `rke2 --version ${binaryVersion.value}`)]
			: [],
		isRke2 ? [] : ofKubelet,
	]);
};

/** What systemd runs decides; then a process; then what is enabled; then what lies on disk. An agent that was a server keeps its directory. */
export const detectRole = (evidence: RoleEvidence): Fact<Role> => {
	const process = rke2Process(evidence);
	const inState = (...states: readonly (string | undefined)[]): readonly Vote<Role>[] =>
		roles.flatMap(role => {
			const unit = unitOf(evidence, `rke2-${role}.service`);
			const state = [unit?.activeState, unit?.unitFileState].find(value => states.includes(value));
			return unit === undefined || state === undefined
				? []
				: [vote(role, 'systemctl show', `${unit.id} ${state}`)];
		});
	return decide<Role>([
		inState('active', 'activating', 'reloading'),
		process === undefined ? [] : [vote(process.role, 'pgrep', `process rke2 ${process.role}`)],
		inState('enabled'),
		inState('failed'),
		directoryVotes(evidence),
	]);
};

/** Without a server directory, static pods or certificates tell an agent from a node that never joined. */
const directoryVotes = ({files, certificates}: RoleEvidence): readonly Vote<Role>[] => {
	const {hasServerDirectory, staticPods = []} = files.ok ? files.value : {};
	if (hasServerDirectory === true) {
		return [vote('server', 'data directory', 'server directory')];
	}
	return hasServerDirectory === false && (staticPods.length > 0 || certificates.ok)
		? [vote('agent', 'data directory', 'no server directory')]
		: [];
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
	const {staticPods: pods = []} = files.ok ? files.value : {};
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
	const {processes, node} = evidence;
	return decide<ServiceState>(
		[
			unit === undefined
				? []
				: [vote(stateOf(unit.activeState), 'systemctl show', `${unit.id} ${unit.activeState}`)],
			process === undefined ? [] : [vote('running', 'pgrep', `process ${process.commandLine}`)],
			// From inside a container the process cannot be seen, yet the API answers through it.
			processes.ok && process === undefined && !node.ok ? [vote('stopped', 'pgrep', 'no rke2 process')] : [],
		],
		'neither systemd nor the process list could be read',
	);
};

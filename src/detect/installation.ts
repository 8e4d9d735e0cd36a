import type {Environment, Fact, Installation, Signal} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {isCalicoWorkload, isTunnelDevice} from '../derive/cni-devices.ts';
import {processesOf} from '../derive/rke2-process.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {DataDirectory} from '../probes/rke2.data-directory.ts';
import type {InstalledPath, InstalledPaths} from '../probes/rke2.installation.ts';
import type {KnownUnit} from '../probes/systemd.units.ts';
import {decide, type Vote, vote} from './fact.ts';
import {type Rke2Evidence, unitOf} from './rke2.ts';

export interface InstallationEvidence
	extends Pick<Rke2Evidence, 'units' | 'processes' | 'release' | 'certificates'> {
	readonly installation: Evidence<InstalledPaths>;
	readonly dataDirectory: Evidence<DataDirectory>;
	readonly links: Evidence<readonly Link[]>;
}

type Product = InstalledPath['product'];
const products: readonly Product[] = ['rke2', 'k3s'];

const unitNames: Readonly<Record<Product, readonly KnownUnit[]>> = {
	rke2: ['rke2-server.service', 'rke2-agent.service'],
	k3s: ['k3s.service', 'k3s-agent.service'],
};

/** What somebody started, and what starts by itself: a unit that failed was meant to run. */
const activeStates: readonly (string | undefined)[] = ['active', 'activating', 'reloading', 'deactivating'];
const wantedStates: readonly (string | undefined)[] = ['failed', 'enabled', 'enabled-runtime'];

type Tier = 'runs' | 'wanted' | 'installed';
type TierVote = Vote<Installation> & {readonly tier: Tier};

/**
 * What runs, before what is enabled, before what merely lies there: RKE2 and K3s can be installed side by side.
 * Directories are what an uninstallation may leave behind; a process alone may be that of a container.
 */
export const detectInstallation = (evidence: InstallationEvidence): Fact<Installation> => {
	const votes = products.flatMap(product => votesFor(product, evidence));
	if (votes.length === 0) {
		const why = undecidedBecause(evidence);
		return why === undefined
			? decide([[vote('none', 'usual paths', 'neither binary nor unit nor process')]])
			: {signals: [], undecided: why};
	}
	const fact = decide<Installation>(
		(['runs', 'wanted', 'installed'] as const).map(tier => votes.filter(voted => voted.tier === tier)),
	);
	const isUnused = votes.every(({value, tier}) => value !== fact.value || tier === 'installed');
	return fact.value === 'rke2' && isUnused && wasNeverStarted(evidence)
		? {signals: fact.signals, undecided: 'RKE2 is installed, but was never started here'}
		: fact;
};

const votesFor = (product: Product, evidence: InstallationEvidence): readonly TierVote[] => {
	const installed = [
		...pathsOf(evidence, product, 'binary').map(
			path => ({...vote(product, path, path), tier: 'installed'}) as const,
		),
		...unitNames[product].flatMap(name => unitVote(product, name, evidence)),
	];
	const processes = evidence.processes.ok ? processesOf(product, evidence.processes.value) : [];
	return installed.length === 0
		? []
		: [
				...installed,
				...processes.map(
					({commandLine}) => ({...vote(product, 'pgrep', `process ${commandLine}`), tier: 'runs'}) as const,
				),
			];
};

const unitVote = (product: Product, name: KnownUnit, evidence: InstallationEvidence): readonly TierVote[] => {
	const unit = unitOf(evidence, name);
	if (unit === undefined) {
		return [];
	}
	const voteOf = (state: string | undefined, tier: Tier): readonly TierVote[] => [
		{...vote(product, 'systemctl show', `${name} ${state ?? 'is there'}`), tier},
	];
	if (activeStates.includes(unit.activeState)) {
		return voteOf(unit.activeState, 'runs');
	}
	const wanted = [unit.activeState, unit.unitFileState].find(state => wantedStates.includes(state));
	return wanted === undefined ? voteOf(unit.unitFileState, 'installed') : voteOf(wanted, 'wanted');
};

const pathsOf = (
	{installation}: Pick<InstallationEvidence, 'installation'>,
	product: Product,
	part: InstalledPath['part'],
): readonly string[] =>
	(installation.ok ? installation.value.found : [])
		.filter(found => found.product === product && found.part === part)
		.map(({path}) => path);

/** Why nothing that was found is no proof that nothing is there; `undefined` when everything was read. */
const undecidedBecause = ({installation, processes}: InstallationEvidence): string | undefined => {
	const cannotTell = 'cannot tell whether this is an RKE2 node';
	if (!installation.ok) {
		return `${cannotTell}: ${installation.detail}`;
	}
	const unread = installation.value.unread.find(({part, product}) => part === 'binary' && product === 'rke2');
	if (unread !== undefined) {
		return `${cannotTell}: ${unread.path}: ${unread.why}`;
	}
	const [process] = processes.ok ? processesOf('rke2', processes.value) : [];
	return process === undefined
		? undefined
		: `${cannotTell}: a process "${process.commandLine}" runs, but there is neither an rke2 binary nor its unit`;
};

/**
 * RKE2 links its release when it first starts and has certificates when it has joined. The directories prove nothing:
 * images and manifests are put there before the first start (https://docs.rke2.io/install/airgap).
 */
const wasNeverStarted = ({release, certificates, dataDirectory}: InstallationEvidence): boolean =>
	dataDirectory.ok &&
	!dataDirectory.value.isAssumed &&
	[release, certificates].every(evidence => !evidence.ok && evidence.reason === 'not-found');

const isLeftover = (name: string): boolean =>
	isTunnelDevice(name) || isCalicoWorkload(name) || /^(?:cilium_(?:host|net)|cni0)$/.test(name);

/** What an RKE2 that is gone left on this machine; the devices of a K3s node are its own. */
export const detectLeftovers = (
	installation: Installation | undefined,
	evidence: InstallationEvidence,
): Environment['leftovers'] => {
	if (installation === undefined || installation === 'rke2') {
		return [];
	}
	const directories = (installation === 'none' ? products : (['rke2'] as const)).flatMap(product =>
		pathsOf(evidence, product, 'directory'),
	);
	const links = installation === 'none' && evidence.links.ok ? evidence.links.value : [];
	const devices = links.filter(({name}) => isLeftover(name)).slice(0, 5);
	return [
		...directories.map((path): Signal => ({source: path, says: path})),
		...devices.map(({name}): Signal => ({source: 'ip -j -d link show', says: `link ${name}`})),
	];
};

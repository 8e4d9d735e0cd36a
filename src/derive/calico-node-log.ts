import type {FindingDetails} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';
import {type CalicoFault, calicoRouteFaults, calicoTroubleOf} from './calico-log.ts';
import type {ContainerLog} from './container-logs.ts';
import {type FelixSituation, felixFaultOf} from './felix-fault.ts';
import {type FelixSettings, felixSetting} from './felix-setting.ts';
import {flannelPodOf} from './flannel-pod.ts';
import {goPanicIn} from './go-panic.ts';
import {foreignExtensionIn, type KernelExtension, missingExtensionIn} from './kernel-extension.ts';
import {podFaultsOf} from './pod-fault.ts';
import type {PodRun} from './pod-run.ts';
import {thisNode} from './this-node.ts';

export interface CalicoNodeEvidence {
	/** The pod that has the container calico-node. */
	readonly pod: PodRun | undefined;
	readonly logs: readonly ContainerLog[];
	readonly health: FelixSituation['health'];
	readonly settings?: FelixSettings | undefined;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

export interface CalicoNodeReport<Fault extends CalicoFault> {
	/** `apiRefusesPart`: Felix is ready, and lacks only what it may not read; `panic`: a fault of its own. */
	readonly message: Fault | 'apiRefusesPart' | 'panic';
	readonly data: {
		/** The complaint itself. */
		readonly line: string;
		/** ` at 10.0.0.1:5473`, where the complaint names one. */
		readonly address: string;
		readonly typha: string;
		/** ` since 2026-10-22T14:22:15Z`, where the complaint is of a certificate that has expired. */
		readonly expiry: string;
		/** ` (iptablesBackend NFT by FELIX_IPTABLESBACKEND)`, where somebody has chosen one. */
		readonly backend: string;
		readonly count: number;
		/** Since the last such complaint. */
		readonly minutes: number;
		readonly node: string;
		readonly namespace: string;
		readonly selector: string;
		/** Of `kernelLacks`, and of a rule that Felix cannot read. */
		readonly name: string;
		readonly module: string;
	};
	/** Whose log it is: calico-node, or one of the init containers before it. */
	readonly container: string;
	/** Evidence of `logs`. */
	readonly details: FindingDetails<'logs'>;
}

const minute = 60_000;

/** `Failed to connect to Typha error=dial tcp 10.0.0.1:5473: i/o timeout` → `10.0.0.1:5473` */
export const dialledAddress = (message: string): string | undefined =>
	/dial tcp \[?([0-9A-Fa-f:.]+?)\]?:(\d{1,5}): /.exec(message)?.slice(1).join(':') ??
	/typha endpoint (?:\(\d+ of \d+\) )?(\S+:\d{1,5})\b/i.exec(message)?.[1];

const chosenBackend = (settings: FelixSettings = {}): string => {
	const {value, setBy} = felixSetting(settings, 'iptablesBackend');
	return value === undefined || /^auto$/i.test(value) ? '' : ` (iptablesBackend ${value} by ${setBy})`;
};

/** The log of the run that ended, where calico-node does not stay up, or of the one that goes on. */
const decisiveLog = ({pod, logs, now}: CalicoNodeEvidence) => {
	const ended = podFaultsOf(pod, ['calico-node'], now).flatMap(fault =>
		fault.kind === 'notStarted' || fault.kind === 'ended' ? [] : [fault.run],
	)[0];
	const run = pod?.containers.find(({name}) => name === 'calico-node');
	const logOf = (container: string | undefined, attempt: number | undefined) =>
		logs.find(entry => entry.container === container && entry.attempt === attempt);
	if (ended !== undefined) {
		const attempt = ended.state === 'running' ? ended.attempt - 1 : ended.attempt;
		return {run, hasEnded: true, log: logOf(ended.name, attempt)};
	}
	return {run, hasEnded: false, log: run?.state === 'running' ? logOf(run.name, run.attempt) : undefined};
};

const unknownExtension: KernelExtension = {name: 'what its rules use', module: 'MODULE'};
const apart: readonly CalicoFault[] = ['vxlanDevice', 'wireguard', ...calicoRouteFaults];

/** What keeps calico-node from its work by its own words; what it says once while it runs, or said long ago, is over. */
export const calicoNodeReportOf = <Fault extends CalicoFault>(
	evidence: CalicoNodeEvidence,
	faults: readonly Fault[],
	environment: Environment,
): CalicoNodeReport<Fault> | undefined => {
	const {health, now} = evidence;
	const {run, hasEnded, log} = decisiveLog(evidence);
	if (log === undefined) {
		return undefined;
	}
	const panic = hasEnded ? goPanicIn(log.lines) : undefined;
	const trouble =
		panic === undefined
			? calicoTroubleOf(log.lines, faults)
			: ({fault: 'panic', message: panic, count: 1, since: now, time: now} as const);
	if (trouble === undefined) {
		return undefined;
	}
	const {fault, message, count, since, time} = trouble;
	if (!hasEnded && (count < 3 || now - time > 10 * minute)) {
		return undefined;
	}
	const line = message.slice(0, 400);
	const target = dialledAddress(message);
	const until = / is after (\d\S+Z)/.exec(message)?.[1];
	const {namespace, selector, node} = flannelPodOf(environment);
	const data = {
		line,
		address: target === undefined ? '' : ` at ${target}`,
		typha: target?.replace(/:\d+$/, '') ?? 'ADDRESS',
		expiry: until === undefined ? '' : ` since ${until}`,
		backend: chosenBackend(evidence.settings),
		count,
		minutes: Math.floor((now - time) / minute),
		...{node, namespace, selector},
		...(missingExtensionIn(message) ?? {
			...unknownExtension,
			name: foreignExtensionIn(message) ?? unknownExtension.name,
		}),
	};
	const {container} = log;
	const quote = [{from: 'logs', of: log.path, excerpt: line}] as const;
	const isWell = felixFaultOf({health, run, now, families: environment.families.value}) === undefined;
	// Felix calls itself ready without them.
	// A moment's trouble while interfaces of pods come and go is over within seconds.
	const isApart = apart.some(one => one === fault) && count >= 5 && time - since >= 2 * minute;
	// Of one that does not work at all these are symptoms.
	const isOfRoutes = calicoRouteFaults.some(one => one === fault);
	if (isOfRoutes ? isApart && !hasEnded : hasEnded || !isWell || isApart) {
		return {message: fault, data, container, details: {evidence: quote, affects: [thisNode(environment)]}};
	}
	// It asks again within a minute, and says nothing when it is let in.
	const isLasting =
		fault === 'apiRefuses' && count >= 5 && time - since >= 5 * minute && now - time <= 3 * minute;
	return isLasting ? {message: 'apiRefusesPart', data, container, details: {evidence: quote}} : undefined;
};

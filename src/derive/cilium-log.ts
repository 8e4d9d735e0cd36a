import type {FindingDetails} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';
import type {LogLine} from '../parsers/cri-log.ts';
import type {CiliumAgent} from './cilium.ts';
import {type CiliumFault, ciliumEnding, ciliumSignatures} from './cilium-signatures.ts';
import type {ContainerLog} from './container-logs.ts';
import {goPanicIn} from './go-panic.ts';
import {openTroubles} from './log-signature.ts';
import type {PodRun} from './pod-run.ts';
import {thisNode} from './this-node.ts';

interface CiliumEnd {
	readonly fault: CiliumFault;
	/** The whole line. */
	readonly message: string;
	/** The log that it is in. */
	readonly path: string;
}

export interface CiliumAgentRun {
	readonly agent: CiliumAgent;
	/** The pod of the agent; absent where there is none. */
	readonly pod: PodRun | undefined;
	readonly logs: readonly ContainerLog[];
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** How a run before ended says nothing about one that has lasted this long, in milliseconds. */
const startsWithin = 10 * 60_000;

interface AgentLine extends LogLine {
	readonly container: string;
	readonly path: string;
}

const linesOf = ({pod, logs, now}: CiliumAgentRun): readonly AgentLine[] => {
	const run = pod?.containers.find(({name}) => name === 'cilium-agent');
	const hasLasted = run?.state === 'running' && now - run.createdAt > startsWithin;
	return logs
		.filter(({container, attempt}) => !(hasLasted && container === run.name && attempt < run.attempt))
		.flatMap(({container, path, lines}) => lines.map(line => ({...line, container, path})))
		.toSorted((one, other) => one.time - other.time);
};

/**
 * Why the agent is not up, by the last line of its logs that tells: one that is known, or else, of an agent that has
 * ended more than once, one with which it ended. Nothing for an agent that is up.
 */
const ciliumEndOf = (run: CiliumAgentRun): CiliumEnd | undefined => {
	const {agent, pod} = run;
	const isUp = agent.state === 'healthy' || (agent.state === 'answered' && agent.status.agent.state === 'Ok');
	if (pod === undefined || isUp) {
		return undefined;
	}
	const lines = linesOf(run);
	const panic = goPanicOf(lines, pod);
	if (panic !== undefined) {
		return panic;
	}
	const known = openTroubles(lines, ciliumSignatures).at(-1);
	// An agent that is stopped once may complain, too.
	const hasEndedAgain = pod.containers.some(({name, attempt}) => name === 'cilium-agent' && attempt > 1);
	const end = hasEndedAgain
		? lines.findLast(({message}) => ciliumEnding.test(message) && ciliumReasonIn(message) !== undefined)
		: undefined;
	const isNewer = end !== undefined && end.path !== known?.line.path && end.time > (known?.line.time ?? 0);
	if (known !== undefined && !isNewer) {
		return {fault: known.fault, message: known.line.message, path: known.line.path};
	}
	if (end === undefined) {
		return undefined;
	}
	const cause = saysNothing.test(ciliumReasonIn(end.message) ?? '') ? causeBefore(end, lines) : undefined;
	return cause ?? {fault: 'fatal', message: end.message, path: end.path};
};

/** The end of a script or a tool that has said more itself. */
const saysNothing = /^(?:Error while .*: )?exit status \d+$/;
const lacking = /Operation not supported|No chain\/target\/match by that name|Unknown qdisc|No such device/i;

/** What a tool said before the agent ended with nothing but its exit status: traces of the shell left out. */
const causeBefore = (end: AgentLine, lines: readonly AgentLine[]): CiliumEnd | undefined => {
	const before = lines
		.slice(0, lines.indexOf(end))
		.filter(({path, message}) => path === end.path && /level=(?:warning|error)/.test(message));
	const told = before.findLast(({message}) => {
		const reason = ciliumReasonIn(message) ?? '+';
		return (
			!saysNothing.test(reason) &&
			!/^\+|^(?:Error while|We have an error|Unable to load|Error fetching)/.test(reason)
		);
	});
	return (
		told && {fault: lacking.test(told.message) ? 'modules' : 'fatal', message: told.message, path: told.path}
	);
};

/** With one restart it may have been a moment's race, which the next start has mended. */
const goPanicOf = (lines: readonly AgentLine[], pod: PodRun): CiliumEnd | undefined => {
	const attempt = pod.containers.find(({name}) => name === 'cilium-agent')?.attempt ?? 0;
	const path = lines.findLast(({container}) => container === 'cilium-agent')?.path;
	const message = goPanicIn(lines.filter(line => line.path === path));
	return attempt > 1 && path !== undefined && message !== undefined
		? {fault: 'panic', message, path}
		: undefined;
};

/** What a line of the agent complains of: its error, or else its message, without the layers around it; absent where it says nothing. */
export const ciliumReasonIn = (line: string): string | undefined => {
	const fieldOf = (name: string): string | undefined =>
		new RegExp(`(?:^|\\s)${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
	const text = (fieldOf('error') ?? fieldOf('msg') ?? '')
		.replace(/\\n.*$/, '')
		.replaceAll('\\"', '"')
		.replace(/^(?:(?:failed to start|daemon creation failed|error while initializing daemon): )+/, '')
		.trim();
	return text === '' || /^failed to (?:start|run)\.?$/i.test(text) ? undefined : text.slice(0, 300);
};

/** `https://10.43.0.1:443`, with which the agent looks for the API. */
const apiAddressIn = (message: string): string | undefined =>
	/https:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?/.exec(message)?.[0];

export interface CiliumEvidence extends Omit<CiliumAgentRun, 'pod'> {
	readonly cilium: {readonly pod?: PodRun};
}

/** Why the agent is not up, ready to be said of `logs`, where it is one of `faults`. */
export const ciliumReportOf = <Fault extends CiliumFault>(
	{cilium, ...evidence}: CiliumEvidence,
	faults: readonly Fault[],
	environment: Environment,
) => {
	const {fault: told, message = '', path} = ciliumEndOf({...evidence, pod: cilium.pod}) ?? {};
	const fault = faults.find(one => one === told);
	const details: FindingDetails<'logs'> = {
		evidence: [{from: 'logs', ...(path !== undefined && {of: path}), excerpt: message.slice(0, 400)}],
		affects: [thisNode(environment)],
	};
	return fault === undefined
		? undefined
		: {
				fault,
				data: {
					reason: ciliumReasonIn(message) ?? 'no reason given',
					address: apiAddressIn(message) ?? 'its address',
					kernel: environment.system.kernel,
					line: message.slice(0, 300),
				},
				details,
			};
};

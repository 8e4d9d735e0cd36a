import type {CiliumAgent} from './cilium.ts';
import type {CiliumAgentRun} from './cilium-log.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';

/** What an agent that is up complains of again and again. */
export type CiliumError =
	| 'mapFull'
	| 'identities'
	| 'notDirect'
	| 'programRefused'
	| 'mapLeft'
	| 'bpffsDenied'
	| 'programsFail'
	| 'noDevice'
	| 'rulesFail'
	| 'forbidden'
	| 'encryptionFails'
	| 'envoyRefuses'
	| 'egressGateway';

/** Programs of pods are tried again and again: what is over after a minute came with an upgrade. */
const again = {atLeast: 3, lasting: 60_000} as const;

const reasonsOfPrograms: readonly CiliumError[] = ['programRefused', 'mapLeft', 'bpffsDenied'];

const signatures: readonly LogSignature<CiliumError>[] = [
	{
		fault: 'mapFull',
		says: /(?:the map is full|map.*no space left|Unable to update element.*argument list too long|update.*\bcilium_\w+.*argument list too long|policy ?map.*(?:full|argument list too long))/i,
		atLeast: 3,
	},
	{fault: 'identities', says: /no more available IDs in configured space/i, atLeast: 3},
	{
		fault: 'bpffsDenied',
		says: /(?:creating bpffs link dir|mkdir \/sys\/fs\/bpf\/).*(?:operation not permitted|permission denied)/i,
		...again,
	},
	{
		fault: 'mapLeft',
		says: /error reusing pinned map|use pinned map \S+:|map \S+ (?:is|was) incompatible|incompatible map/i,
		...again,
	},
	{
		fault: 'programRefused',
		says: /Verifier error|load program: (?:permission denied|invalid argument|argument list too long|bad address)|BPF program is too large/i,
		...again,
	},
	{
		fault: 'programsFail',
		says: /Regeneration of endpoint failed|Error while rewriting endpoint BPF program|generating BPF for endpoint failed/i,
		...again,
	},
	// pkg/datapath: said whenever devices or their addresses change, until one has an address again.
	{
		fault: 'noDevice',
		says: /direct routing device not found|unable to determine direct routing device/i,
		over: /Devices changed.*devices="?\[[^\]\s]|Reloaded datapath|Datapath initialized/i,
	},
	{
		fault: 'rulesFail',
		says: /iptables rules full reconciliation failed|failed to (?:install|reinstall) iptables rules/i,
		...again,
	},
	{fault: 'forbidden', says: /is forbidden: User \S*system:serviceaccount:\S*cilium/i, ...again},
	{
		fault: 'encryptionFails',
		says: /(?:unable|failed) to \S+ (?:the )?(?:xfrm|IPsec|WireGuard)\b|error=.*(?:XFRM|wireguard).*(?:not supported|protocol not available|invalid argument|file exists)/i,
		...again,
	},
	{fault: 'envoyRefuses', says: /NACK received for version/i, ...again},
	// Said whenever policies, nodes or addresses change: https://github.com/cilium/cilium/blob/main/pkg/egressgateway/policy.go
	{fault: 'egressGateway', says: /Failed to derive policy gateway configuration/i, ...again},
	// Said once for each node, whenever it is heard of.
	{fault: 'notDirect', says: /contains gateway \S+, must be directly reachable/i},
];

export interface CiliumComplaint {
	readonly fault: CiliumError;
	/** The whole line. */
	readonly message: string;
	readonly count: number;
	/** The log that it is in. */
	readonly path: string;
}

/** What has not been said for this long, in milliseconds, may be over; a route is not tried again, and a watch at the latest after a minute. */
const recentOf = (fault: CiliumError): number => {
	switch (fault) {
		case 'notDirect':
			return Number.POSITIVE_INFINITY;
		case 'forbidden':
			return 3 * 60_000;
		default:
			return 15 * 60_000;
	}
};

const isUp = (agent: CiliumAgent): boolean => agent.state === 'answered' || agent.state === 'healthy';

/** What the present run of an agent that is up complains of; why one does not come up tells `ciliumReportOf`. */
export const ciliumComplaintsOf = ({agent, pod, logs, now}: CiliumAgentRun): readonly CiliumComplaint[] => {
	const run = pod?.containers.find(({name}) => name === 'cilium-agent');
	const log = logs.find(({container, attempt}) => container === run?.name && attempt === run.attempt);
	const complaints =
		run?.state !== 'running' || log === undefined || !isUp(agent)
			? []
			: openTroubles(log.lines, signatures)
					.filter(({fault, line}) => now - line.time < recentOf(fault))
					.map(({fault, line, count}) => ({fault, message: line.message, count, path: log.path}));
	// Each program that fails is told of twice: why, and that it has failed.
	const isTold = complaints.some(({fault}) => reasonsOfPrograms.includes(fault));
	return complaints.filter(({fault}) => fault !== 'programsFail' || !isTold);
};

/** `cilium_lb4_backends_v3`, where the line names the map. */
export const ciliumMapIn = (message: string): string | undefined => /\bcilium_\w+/.exec(message)?.[0];

/** `route to destination 10.0.1.3 contains gateway 10.0.0.254` */
export const indirectRouteIn = (
	message: string,
): {readonly destination: string; readonly gateway: string} | undefined => {
	const [, destination, gateway] =
		/route to destination (\S+) contains gateway ([^\s,]+)/i.exec(message) ?? [];
	return destination === undefined || gateway === undefined ? undefined : {destination, gateway};
};

import type {ContainerLog} from './container-logs.ts';
import {type LogSignature, openTroubles} from './log-signature.ts';

/** Why the operator ends. */
export type CiliumOperatorFault =
	| 'leaderLost'
	| 'pool'
	| 'mode'
	| 'cloud'
	| 'kubernetes'
	| 'portTaken'
	| 'apiRefuses'
	| 'apiUnreachable';

/**
 * Lines with which the operator ends; of those that fit one line the first counts: operator/cmd/root.go and pkg/ipam/allocator of
 * https://github.com/cilium/cilium; until 1.17 the allocator is named by its mode, since then by a title.
 */
const signatures: readonly LogSignature<CiliumOperatorFault>[] = [
	{
		fault: 'pool',
		says: /must be provided when using ClusterPool|unable to initialize IPv[46] allocator|must not be set if IPv[46] is disabled/i,
	},
	{fault: 'mode', says: /allocator is not supported by this version of/i},
	{fault: 'cloud', says: /unable to (?:init|start) \S+ allocator/i},
	{fault: 'kubernetes', says: /Minimal kubernetes version not met/i},
	{fault: 'portTaken', says: /listen tcp\S* \S*:\d+: bind: address already in use/i},
	{fault: 'apiRefuses', says: /level=(?:error|fatal).*(?:is forbidden: User|\bUnauthorized\b|x509: )/i},
	{fault: 'apiUnreachable', says: /Unable to contact k8s api-?server/i},
	{fault: 'leaderLost', says: /failed to renew lease \S+/i},
];

export interface CiliumOperatorEnd {
	readonly fault: CiliumOperatorFault;
	/** The whole line. */
	readonly message: string;
	readonly path: string;
}

/** What the logs of an operator that does not stay up say of its end, the newest that tells; nothing where it is none of these. */
export const ciliumOperatorEndOf = (logs: readonly ContainerLog[]): CiliumOperatorEnd | undefined => {
	// One that has just started again has not come to its end yet.
	for (const {lines, path} of logs.toSorted((one, other) => other.attempt - one.attempt)) {
		const open = openTroubles(lines, signatures);
		// Whatever ends the leader takes the lease from it.
		const last = open.findLast(({fault}) => fault !== 'leaderLost') ?? open.at(-1);
		if (last !== undefined) {
			return {fault: last.fault, message: last.line.message, path};
		}
	}
	return undefined;
};

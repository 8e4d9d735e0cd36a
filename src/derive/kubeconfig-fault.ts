import type {Kubeconfig} from '../parsers/kubeconfig.ts';
import {type Parsed, problemText} from '../parsers/parsed.ts';
import {formatTimestamp} from '../parsers/timestamp.ts';

/** Why the API refuses who comes with a kubeconfig, or nobody can come with it. */
export type KubeconfigFault = {readonly excerpt: string} & (
	| {readonly kind: 'missing' | 'tokenless'}
	| {readonly kind: 'broken'; readonly problem: string}
	| {readonly kind: 'expired'; readonly ago: string}
);

const elapsed = (milliseconds: number): string => {
	const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
	if (minutes < 120) {
		return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	}
	return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
};

/** No kubeconfig is a missing file; `now` is in milliseconds since the epoch. */
export const kubeconfigFaultOf = (
	kubeconfig: Parsed<Kubeconfig> | undefined,
	now: number,
): KubeconfigFault | undefined => {
	if (kubeconfig === undefined) {
		return {kind: 'missing', excerpt: 'no such file'};
	}
	if (!kubeconfig.ok) {
		const problem = problemText(kubeconfig.problem);
		return {kind: 'broken', problem, excerpt: problem};
	}
	const {hasToken, tokenExpiry, clientCertificate, server} = kubeconfig.value;
	if (!hasToken && clientCertificate === undefined) {
		return {kind: 'tokenless', excerpt: `server: ${server}, no token`};
	}
	const expiry = (tokenExpiry ?? Number.POSITIVE_INFINITY) * 1000;
	return expiry < now
		? {
				kind: 'expired',
				ago: elapsed(now - expiry),
				excerpt: `the token expired at ${formatTimestamp(expiry)}`,
			}
		: undefined;
};

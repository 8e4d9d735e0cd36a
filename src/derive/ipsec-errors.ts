import {textOf} from '../core/evidence.ts';
import type {Reply} from '../core/request.ts';
import {parseXfrmStat} from '../parsers/proc-counters.ts';

/** By the name of the kernel's counter; only those that rose. https://docs.kernel.org/networking/xfrm_proc.html */
export type IpsecErrors = Readonly<Record<string, number>>;

/** What rose between two readings of `/proc/net/xfrm_stat`. */
export const risingIpsecErrors = (replies: readonly Reply[]): IpsecErrors => {
	const [before = {}, after = {}] = replies.map(reply => parseXfrmStat(textOf(reply)));
	return Object.fromEntries(
		Object.entries(after).flatMap(([name, value]) => {
			const rise = value - (before[name] ?? value);
			return rise > 0 ? [[name, rise]] : [];
		}),
	);
};

type Meanings = readonly (readonly [counter: RegExp, meaning: string])[];

/** Of what this node would send, so that it does not leave. */
const outgoing: Meanings = [
	[/^XfrmOutNoStates$|^XfrmAcquireError$/, 'a policy wants it encrypted, and no key is agreed on'],
	[/^XfrmOutPolBlock$/, 'a policy refuses to send it'],
];

/** Of what comes in, which may be from anybody. */
const incoming: Meanings = [
	[/^XfrmIn(?:TmplMismatch|PolBlock)$/, 'what comes in is not encrypted as a policy wants it'],
	[/^XfrmIn(?:NoStates|StateProtoError|StateMismatch)$/, 'what comes in is encrypted with another key'],
];

const firstOf = (errors: IpsecErrors, meanings: Meanings, fewest: number): string | undefined => {
	const found = meanings.flatMap(([pattern, meaning]) =>
		Object.entries(errors)
			.filter(([counter, count]) => pattern.test(counter) && count >= fewest)
			.map(([counter, count]) => `${meaning} (${counter} +${count})`),
	)[0];
	return found === undefined ? undefined : `IPsec on this node drops packets meanwhile: ${found}`;
};

export interface IpsecLoss {
	/** Why what this node sends to the silent peers does not leave it. */
	readonly cause?: string;
	/** What it drops of what comes in, which may be that of another tunnel. */
	readonly aside?: string;
}

/**
 * What IPsec that somebody set up on this node has to do with peers that are silent. The counters are those of the whole
 * node: each peer was asked at least once, so fewer drops than peers are of something else.
 */
export const ipsecLossOf = (errors: IpsecErrors, silentPeers: number): IpsecLoss => {
	const cause = firstOf(errors, outgoing, silentPeers);
	const aside = firstOf(errors, incoming, 1);
	return {...(cause !== undefined && {cause}), ...(aside !== undefined && {aside})};
};

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

const meanings: readonly (readonly [counter: RegExp, meaning: string])[] = [
	[/^XfrmOutNoStates$|^XfrmAcquireError$/, 'a policy wants it encrypted, and no key is agreed on'],
	[/^XfrmOutPolBlock$|^XfrmFwdHdrError$/, 'a policy refuses to send it'],
	[/^XfrmIn(?:TmplMismatch|NoPols|PolBlock)$/, 'what comes in is not encrypted as a policy wants it'],
	[/^XfrmIn(?:NoStates|StateProtoError|StateMismatch)$/, 'what comes in is encrypted with another key'],
];

/** Why packets of this node are lost in IPsec that somebody set up on it; nothing where none are. */
export const ipsecReason = (errors: IpsecErrors): string | undefined => {
	const found = meanings.flatMap(([pattern, meaning]) =>
		Object.entries(errors)
			.filter(([counter]) => pattern.test(counter))
			.map(([counter, count]) => `${meaning} (${counter} +${count})`),
	)[0];
	return found === undefined ? undefined : `IPsec on this node drops packets meanwhile: ${found}`;
};

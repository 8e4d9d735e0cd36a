import type {Route} from '../parsers/ip-route.ts';
import {contains, parseAddress, parseCidr} from './cidr.ts';
import type {BackendRules} from './netfilter-hooks.ts';

/** First bytes of private, shared, documented, local and multicast addresses: https://www.iana.org/assignments/iana-ipv4-special-registry */
const special = new Set([10, 100, 127, 169, 172, 192, 198, 203]);

/** Somewhere in the internet, one in each range of 2^24. */
const candidates = Array.from({length: 222}, (_, index) => index + 1)
	.filter(first => !special.has(first))
	.map(first => `${first}.83.71.19`);

/**
 * An address in the internet that no rule of the table nat names, and no route but the default route (or its two halves): what becomes of it becomes of every
 * address for which nobody has made an exception. None where every range is named.
 */
export const plainAddress = ({nft, legacy}: BackendRules, routes: readonly Route[]): string | undefined => {
	const texts = [nft, legacy]
		.flatMap(ruleset => ruleset?.tables.filter(({name}) => name === 'nat') ?? [])
		.flatMap(({chains}) => chains.flatMap(({rules}) => rules.map(({text}) => text)));
	const named = [
		...texts.flatMap(text => text.match(/\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\b/g) ?? []),
		...routes.filter(({family}) => family === 'ipv4').map(({destination}) => destination),
	];
	const ranges = [...new Set(named)]
		.flatMap(text => parseCidr(text.includes('/') ? text : `${text}/32`) ?? [])
		.filter(({prefix}) => prefix > 1);
	return candidates.find(candidate => {
		const address = parseAddress(candidate);
		return address !== undefined && !ranges.some(range => contains(range, address));
	});
};

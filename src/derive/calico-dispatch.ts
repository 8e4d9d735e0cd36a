import type {Link} from '../parsers/ip-link.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import {isCalicoWorkload} from './cni-devices.ts';
import type {BackendRules} from './netfilter-hooks.ts';

const interfaceIn = /(?:^| )-i (cali\w+\+?)(?= |$)/;

/** Interfaces of pods, or starts of their names, whose packets Felix hands on to their policies; what is none of them it drops. */
const knownIn = (ruleset: IptablesRuleset | undefined): readonly string[] | undefined => {
	const chains = (ruleset?.tables ?? [])
		.filter(({name}) => name === 'filter')
		.flatMap(table => table.chains)
		.filter(({name}) => name.startsWith('cali-from-wl-dispatch'));
	const drops = chains.some(
		({name, rules}) => name === 'cali-from-wl-dispatch' && rules.at(-1)?.target === 'DROP',
	);
	return drops
		? chains.flatMap(({rules}) => rules.flatMap(({text}) => interfaceIn.exec(text)?.[1] ?? []))
		: undefined;
};

const covers = (known: readonly string[], device: string): boolean =>
	known.some(name => (name.endsWith('+') ? device.startsWith(name.slice(0, -1)) : device === name));

/** The back-end whose rules of Felix know none of the pods here, where those of the other one know some. */
export const strangersTo = (
	links: readonly Link[],
	{nft, legacy}: BackendRules,
): 'nf_tables' | 'legacy' | undefined => {
	const pods = links.map(({name}) => name).filter(isCalicoWorkload);
	const [inNft, inLegacy] = [knownIn(nft), knownIn(legacy)];
	if (inNft === undefined || inLegacy === undefined) {
		return undefined;
	}
	const [isNft, isLegacy] = [inNft, inLegacy].map(known => pods.some(pod => covers(known, pod)));
	return isNft === isLegacy ? undefined : isNft ? 'legacy' : 'nf_tables';
};

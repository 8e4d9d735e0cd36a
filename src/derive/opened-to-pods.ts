import type {BackendRules} from './netfilter-hooks.ts';

/** Rules by which Felix lets a pod be reached by pods of a policy, which it knows by their addresses. */
export const openedToPods = ({nft, legacy}: BackendRules): readonly string[] =>
	[nft, legacy]
		.flatMap(ruleset => ruleset?.tables ?? [])
		.filter(({name}) => name === 'filter')
		.flatMap(({chains}) => chains)
		.filter(({name}) => /^cali-[pg]i-/.test(name))
		.flatMap(({name, rules}) =>
			rules
				.filter(({text}) => /(?<!! )--match-set cali40s:\S+ src/.test(text))
				.map(({text}) => `-A ${name} ${text}`),
		);

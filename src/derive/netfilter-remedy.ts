import type {NetfilterDrop} from './netfilter-hooks.ts';

/** How to look at the place where packets end, and how to let them pass before it, as commands. */
export interface NetfilterRemedy {
	readonly show: string;
	readonly open: string;
}

/** What the newer back-end accepts the older one still drops: each has a program of its own. */
const programOf = ({shownBy}: NetfilterDrop): string => {
	const program = shownBy.startsWith('ip6') ? 'ip6tables' : 'iptables';
	return shownBy.includes('legacy') ? `${program}-legacy` : program;
};

/** For packets from and to a range. A policy of FORWARD that drops is turned instead: nothing else was meant to be refused. */
export const netfilterRemedyOf = (drop: NetfilterDrop, range: string): NetfilterRemedy => {
	const {chain, rule} = drop.end;
	if (drop.shownBy === 'nft') {
		const header = range.includes(':') ? 'ip6' : 'ip';
		return {
			show: `nft -a list chain ${chain}`,
			open: `nft insert rule ${chain} ${header} saddr ${range} accept, and the same with daddr`,
		};
	}
	const [table = '', name = ''] = chain.split(' ');
	const program = programOf(drop);
	const insert = (side: '-s' | '-d') => `${program} -t ${table} -I ${name} ${side} ${range} -j ACCEPT`;
	const opened = {
		INPUT: insert('-s'),
		OUTPUT: insert('-d'),
		...(rule === undefined && {FORWARD: `${program} -t ${table} -P ${name} ACCEPT`}),
	};
	return {
		show: `${program} -t ${table} -nvL ${name} --line-numbers`,
		open: (opened as Partial<Record<string, string>>)[name] ?? `${insert('-s')}, and the same with -d`,
	};
};

/** Where packets end, in words. */
export const netfilterEndOf = ({end: {chain, rule}, shownBy}: NetfilterDrop): string => {
	const kind = shownBy === 'nft' ? 'nftables ' : '';
	const program = shownBy.includes('legacy') ? ' (iptables-legacy)' : '';
	return rule === undefined
		? `no rule accepts them, and the policy of ${kind}${chain} is drop${program}`
		: `by ${kind}rule ${rule.text}${program}`;
};

/** Where packets end, as what findings have in common that speak of different packets. */
export const netfilterEndSubject = ({end: {chain, rule}, shownBy}: NetfilterDrop) =>
	({kind: 'NetfilterRule', name: `${shownBy} ${chain} ${rule?.text ?? 'policy'}`}) as const;

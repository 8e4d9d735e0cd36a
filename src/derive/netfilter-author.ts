import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {BackendRules, NetfilterDrop} from './netfilter-hooks.ts';

/** Who wrote a rule or set a policy, as far as the names of chains and tables tell. */
export type NetfilterAuthor =
	| 'docker'
	| 'firewalld'
	| 'ufw'
	| 'kube-router'
	| 'cilium'
	/** Calico, for the ranges of services that BGP announces. */
	| 'service-range'
	| 'unknown';

const byChain: readonly (readonly [RegExp, NetfilterAuthor])[] = [
	[/^ufw6?-/, 'ufw'],
	[/^DOCKER(?:-|$)/, 'docker'],
	[/^(?:FORWARD_(?:direct|IN_ZONES|OUT_ZONES|POLICIES\S*)|INPUT_ZONES|(?:FWD[IO]|IN)_\w+)$/, 'firewalld'],
	[/^KUBE-(?:ROUTER|NWPLCY|POD-FW)-/, 'kube-router'],
	[/CILIUM[_-]/, 'cilium'],
	[/^cali-cidr-block$/, 'service-range'],
];

const authorOfChain = (name: string): NetfilterAuthor | undefined =>
	byChain.find(([pattern]) => pattern.test(name))?.[1];

/** Those who write rules straight into FORWARD and INPUT, or set policies there, have chains of their own beside. */
const authorOfTable = (ruleset: IptablesRuleset | undefined, table: string): NetfilterAuthor | undefined => {
	const names = (ruleset?.tables ?? [])
		.filter(({name}) => name === table)
		.flatMap(({chains}) => chains.map(({name}) => name));
	// Docker sets a policy only where none was set: the others come first.
	return (['firewalld', 'ufw', 'docker'] as const).find(author =>
		names.some(name => authorOfChain(name) === author),
	);
};

/** Whose doing it is that a packet ends where it does. */
export const authorOf = ({end, shownBy}: NetfilterDrop, rules: BackendRules): NetfilterAuthor => {
	const words = end.chain.split(' ');
	if (shownBy === 'nft') {
		const [, table = '', chain = ''] = words;
		return table === 'firewalld'
			? 'firewalld'
			: /^docker/.test(table)
				? 'docker'
				: (authorOfChain(chain) ?? 'unknown');
	}
	const [table = '', chain = ''] = words;
	const ruleset = shownBy.includes('legacy') ? rules.legacy : rules.nft;
	return authorOfChain(chain) ?? authorOfTable(ruleset, table) ?? 'unknown';
};

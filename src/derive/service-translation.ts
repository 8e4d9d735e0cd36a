import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type Walk, type WalkChain, type WalkRule, walkChains} from './chain-walk.ts';
import {iptablesChains} from './iptables-walk.ts';
import type {BackendRules, NetfilterDrop} from './netfilter-hooks.ts';
import {nftChains} from './nft-walk.ts';
import type {Packet} from './packet.ts';
import type {ServicePacket} from './service-packets.ts';

/** A packet to a service that never comes to the rules of kube-proxy. */
export interface TakenService extends Omit<ServicePacket, 'packet'>, NetfilterDrop {
	/** A rule lets it go as it is, or gives it another destination. */
	readonly how: 'bypassed' | 'redirected';
}

const ofProxy = 'nat KUBE-SERVICES';

/** What kube-proxy does with a packet that comes to its rules is another matter. */
const arrival: WalkRule = {
	text: 'kube-proxy',
	excerpt: '',
	matches: () => true,
	action: () => ({kind: 'drop'}),
};

const start = {mark: undefined, isTracked: true} as const;

const hookOf = ({way}: Packet): 'PREROUTING' | 'OUTPUT' => (way === 'out' ? 'OUTPUT' : 'PREROUTING');

const takenBy = (walk: Walk, hasProxy: boolean): TakenService['how'] | undefined => {
	if (walk.verdict === 'drop') {
		return walk.end.chain === ofProxy ? undefined : 'redirected';
	}
	// Without a rule that lets it go nothing leads to kube-proxy's: another finding.
	return hasProxy && walk.verdict === 'accept' && walk.end?.rule !== undefined ? 'bypassed' : undefined;
};

/** Of the chains of iptables at both hooks (dstnat); which of two with the same one comes first cannot be told. */
const priorityOfIptables = -100;

/** Base chains of type nat at a hook that come before those of iptables, in the order of their priorities. */
const natChains = (tables: readonly NftTable[], hook: string): readonly string[] =>
	tables
		.flatMap(({family, name, chains}) =>
			chains
				.filter(chain => chain.type === 'nat' && chain.hook === hook)
				.map(chain => ({key: `${family} ${name} ${chain.name}`, priority: chain.priority ?? 0}))
				.filter(({priority}) => priority < priorityOfIptables),
		)
		.toSorted((one, other) => one.priority - other.priority)
		.map(({key}) => key);

/**
 * The rule that takes a packet to a service away from kube-proxy: it accepts or returns before the jump to its rules in
 * the same table, or translates in a table that comes before.
 * @param tables of nftables, of others than kube-proxy
 */
export const takenServices = (
	rules: BackendRules,
	tables: readonly NftTable[],
	packets: readonly ServicePacket[],
): readonly TakenService[] => {
	const backends = (['nft', 'legacy'] as const).flatMap(variant => {
		const ruleset = rules[variant];
		const read = ruleset && iptablesChains(ruleset);
		const hasProxy = read?.has(ofProxy) === true;
		const chains: ReadonlyMap<string, WalkChain> = new Map([
			...(read ?? []),
			...(hasProxy ? [[ofProxy, {name: ofProxy, rules: [arrival]}] as const] : []),
		]);
		return read === undefined ? [] : [{shownBy: `iptables-${variant}-save` as const, chains, hasProxy}];
	});
	const native = nftChains(tables);
	return packets.flatMap(({packet, ...target}): readonly TakenService[] => {
		const ofIptables = backends.flatMap(({shownBy, chains, hasProxy}): readonly TakenService[] => {
			const base = `nat ${hookOf(packet)}`;
			const walk = chains.has(base) ? walkChains(chains, [base], packet, start) : undefined;
			const how = walk && takenBy(walk, hasProxy);
			const end = walk !== undefined && walk.verdict !== 'undecided' ? walk.end : undefined;
			return how === undefined || end === undefined ? [] : [{...target, how, shownBy, end}];
		});
		const walk = walkChains(native, natChains(tables, hookOf(packet).toLowerCase()), packet, start);
		return walk.verdict === 'drop'
			? [...ofIptables, {...target, how: 'redirected', shownBy: 'nft', end: walk.end}]
			: ofIptables;
	});
};

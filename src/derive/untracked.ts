import type {NftTable} from '../parsers/nft-ruleset.ts';
import type {WalkChain, WalkEnd, WalkState} from './chain-walk.ts';
import {nftBaseChains} from './nft-walk.ts';
import type {Packet} from './packet.ts';

const deepest = 16;

/** Where a chain leads: a rule that ends tracking, an end without one, to the next hook, or on. */
type Step = {readonly untracked: WalkEnd} | 'ended' | {readonly state: WalkState; readonly isAccepted?: true};

const follow = (
	chains: ReadonlyMap<string, WalkChain>,
	chain: WalkChain | undefined,
	packet: Packet,
	before: WalkState,
	depth = 0,
): Step => {
	let state = before;
	for (const rule of chain?.rules ?? []) {
		// What only may select the packet is no proof.
		const action = rule.matches(packet, state) === true ? rule.action(packet, state) : undefined;
		if (action?.change !== undefined) {
			state = action.change(state);
			if (state.isTracked === false && chain !== undefined) {
				return {untracked: {chain: chain.name, rule}};
			}
		}
		switch (action?.kind) {
			case 'jump':
			case 'goto': {
				const step: Step =
					depth < deepest ? follow(chains, chains.get(action.chain), packet, state, depth + 1) : 'ended';
				if (step === 'ended' || 'untracked' in step || step.isAccepted === true || action.kind === 'goto') {
					return step;
				}
				({state} = step);
				break;
			}
			case 'accept':
				return {state, isAccepted: true};
			case 'drop':
			case 'unknown':
				return 'ended';
			case 'return':
				return {state};
			case 'continue':
			case undefined:
				break;
		}
	}
	return {state};
};

/** Of iptables: its table raw. */
export const rawChainOf = ({way}: Packet): readonly string[] => [
	way === 'out' ? 'raw OUTPUT' : 'raw PREROUTING',
];

/** Of nftables: every chain at the same hooks that comes before the flow is looked up. */
export const nftRawChains = (
	tables: readonly NftTable[],
	chains: ReadonlyMap<string, WalkChain>,
	packet: Packet,
): readonly string[] =>
	nftBaseChains(tables, packet, (_, hook) => hook === 'prerouting' || hook === 'output').filter(
		name => /^(?:inet|ip6?) /.test(name) && chains.get(name)?.isBeforeTracking === true,
	);

/** The rule of these chains that takes a packet out of connection tracking, after which nothing translates it. */
export const untrackedBy = (
	chains: ReadonlyMap<string, WalkChain>,
	baseChains: readonly string[],
	packet: Packet,
): WalkEnd | undefined => {
	let state: WalkState = {mark: 0, isTracked: true, isBeforeTracking: true};
	for (const name of baseChains) {
		const step = follow(chains, chains.get(name), packet, state);
		if (step === 'ended') {
			return undefined;
		}
		if ('untracked' in step) {
			return step.untracked;
		}
		({state} = step);
	}
	return undefined;
};

import type {WalkChain, WalkEnd, WalkState} from './chain-walk.ts';
import type {Packet} from './packet.ts';

const deepest = 16;

/** Where a chain leads: a rule that ends tracking, an end without one, or on. */
type Step = {readonly untracked: WalkEnd} | 'ended' | {readonly state: WalkState};

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
				if (step === 'ended' || 'untracked' in step) {
					return step;
				}
				if (action.kind === 'goto') {
					return step;
				}
				({state} = step);
				break;
			}
			case 'accept':
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

/** The rule of a chain of the table raw that takes a packet out of connection tracking, after which nothing translates it. */
export const untrackedBy = (
	chains: ReadonlyMap<string, WalkChain>,
	chain: 'raw PREROUTING' | 'raw OUTPUT',
	packet: Packet,
): WalkEnd | undefined => {
	const step = follow(chains, chains.get(chain), packet, {
		mark: 0,
		isTracked: true,
		isBeforeTracking: true,
	});
	return typeof step === 'object' && 'untracked' in step ? step.untracked : undefined;
};

import type {Packet} from './packet.ts';

/** What rules before may have changed; undefined once that cannot be followed. */
export interface WalkState {
	readonly mark: number | undefined;
	/** Bits that rules have cleared in a mark that is not known. */
	readonly clearedBits?: number | undefined;
	readonly isTracked: boolean | undefined;
	/** The last rule that gave it another mark. */
	readonly markedBy?: string;
	/** The flow has not been looked up yet: what is not exempt from that is in no state that could be told. */
	readonly isBeforeTracking?: boolean;
}

/** What a rule changes before it decides. */
export type StateChange = (state: WalkState) => WalkState;

export type WalkAction = (
	| {readonly kind: 'accept' | 'drop' | 'return' | 'continue' | 'unknown'}
	| {readonly kind: 'jump' | 'goto'; readonly chain: string}
) & {readonly change?: StateChange};

/** A rule of either tool, reduced to what a walk asks. */
export interface WalkRule {
	/** As an operator would find it, and as the tool prints it. */
	readonly text: string;
	readonly excerpt: string;
	/** Undefined: it selects by something that is not known or not understood. */
	readonly matches: (packet: Packet, state: WalkState) => boolean | undefined;
	/** Asked of the packet, because a map of verdicts decides by what it holds. */
	readonly action: (packet: Packet, state: WalkState) => WalkAction;
}

export interface WalkChain {
	readonly name: string;
	/** Only of base chains. */
	readonly policy?: 'accept' | 'drop';
	/** It is not told of which device its packets are: nothing that ends there is certain. */
	readonly isOfSomeDevice?: boolean;
	/** Packets pass it before their flow is looked up. */
	readonly isBeforeTracking?: boolean;
	readonly rules: readonly WalkRule[];
}

/** Where a packet ends: a rule, or the policy of a base chain. */
export interface WalkEnd {
	readonly chain: string;
	readonly rule?: WalkRule;
}

export type Walk =
	/** `end`: the rule that accepted it; none where it came to the end of a chain. */
	| {readonly verdict: 'accept'; readonly end?: WalkEnd}
	| {readonly verdict: 'drop'; readonly end: WalkEnd}
	/**
	 * `from`: the first rule that may or may not decide; none where a chain ends in something else. `suspect`: where the
	 * packet may end, if it is not accepted.
	 */
	| {readonly verdict: 'undecided'; readonly from?: string; readonly suspect?: WalkEnd};

type Step =
	| {readonly kind: 'fall-through' | 'undecided'}
	| {readonly kind: 'accept' | 'return'; readonly end?: WalkEnd}
	| {readonly kind: 'drop'; readonly end: WalkEnd};

/** Enough for any ruleset; the kernel allows no loops. */
const deepest = 32;

interface Walking {
	readonly chains: ReadonlyMap<string, WalkChain>;
	readonly packet: Packet;
	state: WalkState;
	/** Verdicts of rules that may or may not select the packet. */
	readonly possible: Set<'accept' | 'drop'>;
	/** The first rule of which it cannot be told what it does with the packet. */
	unclear?: string;
	/** The first place where the packet may end. */
	suspect?: WalkEnd;
	/** States with which it may have been accepted before the end. */
	readonly acceptedWith: WalkState[];
}

const unknownState: WalkState = {mark: undefined, isTracked: undefined};

const changed = (state: WalkState, change: StateChange, {text}: WalkRule): WalkState => {
	const next = change(state);
	return next.mark === state.mark ? next : {...next, markedBy: text};
};

/** What an unconditional rule would do. */
const perform = (walking: Walking, chain: WalkChain, rule: WalkRule, depth: number): Step => {
	const action = rule.action(walking.packet, walking.state);
	if (action.change !== undefined) {
		walking.state = changed(walking.state, action.change, rule);
	}
	switch (action.kind) {
		case 'accept':
		case 'return':
		case 'drop':
			return {kind: action.kind, end: {chain: chain.name, rule}};
		case 'continue':
			return {kind: 'fall-through'};
		case 'unknown':
			walking.unclear ??= rule.text;
			walking.suspect ??= {chain: chain.name, rule};
			return {kind: 'undecided'};
		case 'jump': {
			const step = walkRules(walking, action.chain, depth + 1);
			return step.kind === 'return' ? {kind: 'fall-through'} : step;
		}
		case 'goto': {
			// The end of the other chain is the end of this one.
			const step = walkRules(walking, action.chain, depth + 1);
			return step.kind === 'fall-through' ? {kind: 'return'} : step;
		}
	}
};

/** A rule that may or may not apply: its verdict is kept in mind, its changes are no longer known. */
const consider = (walking: Walking, chain: WalkChain, rule: WalkRule, depth: number): Step => {
	const before = walking.state;
	const step = perform(walking, chain, rule, depth);
	if (walking.state !== before) {
		walking.state = unknownState;
	}
	switch (step.kind) {
		case 'accept':
		case 'drop':
			walking.possible.add(step.kind);
			walking.unclear ??= rule.text;
			if (step.kind === 'accept') {
				walking.acceptedWith.push(walking.state);
			} else {
				walking.suspect ??= step.end ?? {chain: chain.name, rule};
			}
			return {kind: 'fall-through'};
		case 'fall-through':
			return step;
		case 'return':
		case 'undecided':
			walking.unclear ??= rule.text;
			return {kind: 'undecided'};
	}
};

const walkRules = (walking: Walking, name: string, depth: number): Step => {
	const chain = walking.chains.get(name);
	if (chain === undefined || depth > deepest) {
		return {kind: 'undecided'};
	}
	for (const rule of chain.rules) {
		const isMatch = rule.matches(walking.packet, walking.state);
		if (isMatch === false) {
			continue;
		}
		const step = (isMatch === true ? perform : consider)(walking, chain, rule, depth);
		if (step.kind !== 'fall-through') {
			return step;
		}
	}
	return {kind: 'fall-through'};
};

const decided = (step: Step, {possible, unclear, suspect}: Walking): Walk => {
	const undecided = (at: WalkEnd | undefined): Walk => ({
		verdict: 'undecided',
		...(unclear !== undefined && {from: unclear}),
		...(at !== undefined && {suspect: at}),
	});
	switch (step.kind) {
		case 'drop':
			return possible.has('accept') ? undecided(suspect ?? step.end) : {verdict: 'drop', end: step.end};
		case 'accept':
			return possible.has('drop')
				? undecided(suspect)
				: {verdict: 'accept', ...(step.end !== undefined && {end: step.end})};
		case 'fall-through':
		case 'return':
		case 'undecided':
			return undecided(suspect);
	}
};

/** Where a packet ended, and what is known of it then. */
export interface Passed {
	readonly walk: Walk;
	readonly state: WalkState;
}

/** What is known of a packet that came out of a base chain, wherever it was accepted. */
const stateAfter = (step: Step, {state, acceptedWith}: Walking): WalkState => {
	const ends = [...acceptedWith, state];
	const isKnown = (key: keyof WalkState): boolean => ends.every(end => end[key] === state[key]);
	return step.kind === 'undecided'
		? unknownState
		: {
				mark: isKnown('mark') ? state.mark : undefined,
				clearedBits: isKnown('clearedBits') ? state.clearedBits : undefined,
				isTracked: isKnown('isTracked') ? state.isTracked : undefined,
				...(state.markedBy !== undefined && {markedBy: state.markedBy}),
			};
};

/** Of a chain that the packet may not pass at all. */
const perhaps = ({walk, state}: Passed, before: WalkState): Passed => ({
	walk:
		walk.verdict === 'drop'
			? {
					verdict: 'undecided',
					...(walk.end.rule !== undefined && {from: walk.end.rule.text}),
					suspect: walk.end,
				}
			: walk,
	state: {
		...before,
		mark: state.mark === before.mark ? before.mark : undefined,
		clearedBits: state.clearedBits === before.clearedBits ? before.clearedBits : undefined,
		isTracked: state.isTracked === before.isTracked ? before.isTracked : undefined,
	},
});

/** Of two base chains one after the other: the first that is not clear, and the first place where the packet may end. */
const firstUnclear = (before: Walk, walk: Walk): Walk => {
	if (before.verdict !== 'undecided') {
		return walk;
	}
	return walk.verdict === 'undecided' ? {...walk, ...before} : before;
};

const passChain = (
	chains: ReadonlyMap<string, WalkChain>,
	name: string,
	packet: Packet,
	before: WalkState,
): Passed => {
	const chain = chains.get(name);
	const start = chain?.isBeforeTracking === true ? {...before, isBeforeTracking: true} : before;
	const walking: Walking = {chains, packet, state: start, possible: new Set(), acceptedWith: []};
	const step = walkRules(walking, name, 0);
	const isAtEnd = step.kind === 'fall-through' || step.kind === 'return';
	const end: Step = isAtEnd
		? chain?.policy === 'drop'
			? {kind: 'drop', end: {chain: name}}
			: {kind: 'accept', ...(step.kind === 'return' && step.end && {end: step.end})}
		: step;
	const passed = {walk: decided(end, walking), state: stateAfter(step, walking)};
	return chain?.isOfSomeDevice === true ? perhaps(passed, before) : passed;
};

/**
 * Follows a packet through base chains in the order of their priorities. A drop that is certain is told even when
 * the way to it is not, as long as nothing on that way may have accepted within the same base chain.
 */
export const passChains = (
	chains: ReadonlyMap<string, WalkChain>,
	baseChains: readonly string[],
	packet: Packet,
	start: WalkState,
): Passed => {
	let state = start;
	let verdict: Walk = {verdict: 'accept'};
	for (const name of baseChains) {
		const passed = passChain(chains, name, packet, state);
		if (passed.walk.verdict === 'drop') {
			return passed;
		}
		state = passed.state;
		verdict = firstUnclear(verdict, passed.walk);
	}
	return {walk: verdict, state};
};

export const walkChains = (...passage: Parameters<typeof passChains>): Walk => passChains(...passage).walk;

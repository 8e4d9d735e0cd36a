/** The first datagram of a flow that arrives for this node itself. What is undefined is not known. */
export interface IncomingDatagram {
	readonly port: number;
	readonly source: string | undefined;
	readonly destination: string | undefined;
	readonly incoming: string | undefined;
}

/** The first datagram of a flow that this node itself sends to another one. */
export interface OutgoingDatagram extends Omit<IncomingDatagram, 'incoming'> {
	readonly outgoing: string | undefined;
}

export type Datagram = IncomingDatagram | OutgoingDatagram;

export const isOutgoing = (packet: Datagram): packet is OutgoingDatagram => 'outgoing' in packet;

/** What rules before may have changed; undefined once that cannot be followed. */
export interface WalkState {
	readonly mark: number | undefined;
	readonly isTracked: boolean | undefined;
}

export type WalkAction =
	| {readonly kind: 'accept' | 'drop' | 'return' | 'continue' | 'unknown'}
	| {readonly kind: 'jump' | 'goto'; readonly chain: string}
	| {readonly kind: 'change'; readonly change: (state: WalkState) => WalkState};

/** A rule of either tool, reduced to what a walk asks. */
export interface WalkRule {
	/** As an operator would find it, and as the tool prints it. */
	readonly text: string;
	readonly excerpt: string;
	/** Undefined: it selects by something that is not known or not understood. */
	readonly matches: (packet: Datagram, state: WalkState) => boolean | undefined;
	/** Asked of the packet, because a map of verdicts decides by what it holds. */
	readonly action: (packet: Datagram, state: WalkState) => WalkAction;
}

export interface WalkChain {
	readonly name: string;
	/** Only of base chains. */
	readonly policy?: 'accept' | 'drop';
	readonly rules: readonly WalkRule[];
}

/** Where a packet ends: a rule, or the policy of a base chain. */
export interface WalkEnd {
	readonly chain: string;
	readonly rule?: WalkRule;
}

export type Walk =
	| {readonly verdict: 'accept'}
	| {readonly verdict: 'drop'; readonly end: WalkEnd}
	| {readonly verdict: 'undecided'};

type Step =
	| {readonly kind: 'accept' | 'fall-through' | 'return' | 'undecided'}
	| {readonly kind: 'drop'; readonly end: WalkEnd};

/** Enough for any ruleset; the kernel allows no loops. */
const deepest = 32;

interface Walking {
	readonly chains: ReadonlyMap<string, WalkChain>;
	readonly packet: Datagram;
	state: WalkState;
	/** Verdicts of rules that may or may not select the packet. */
	readonly possible: Set<'accept' | 'drop'>;
}

const unknownState: WalkState = {mark: undefined, isTracked: undefined};

/** What an unconditional rule would do. */
const perform = (walking: Walking, chain: WalkChain, rule: WalkRule, depth: number): Step => {
	const action = rule.action(walking.packet, walking.state);
	switch (action.kind) {
		case 'accept':
		case 'return':
			return {kind: action.kind};
		case 'drop':
			return {kind: 'drop', end: {chain: chain.name, rule}};
		case 'continue':
			return {kind: 'fall-through'};
		case 'unknown':
			return {kind: 'undecided'};
		case 'change':
			walking.state = action.change(walking.state);
			return {kind: 'fall-through'};
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
			return {kind: 'fall-through'};
		case 'fall-through':
			return step;
		case 'return':
		case 'undecided':
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

const decided = (step: Step, possible: ReadonlySet<'accept' | 'drop'>): Walk => {
	switch (step.kind) {
		case 'drop':
			return possible.has('accept') ? {verdict: 'undecided'} : {verdict: 'drop', end: step.end};
		case 'accept':
			return possible.has('drop') ? {verdict: 'undecided'} : {verdict: 'accept'};
		case 'fall-through':
		case 'return':
		case 'undecided':
			return {verdict: 'undecided'};
	}
};

/**
 * Follows a datagram through base chains in the order of their priorities. A drop that is certain is told even when
 * the way to it is not, as long as nothing on that way may have accepted within the same base chain.
 */
export const walkChains = (
	chains: ReadonlyMap<string, WalkChain>,
	baseChains: readonly string[],
	packet: Datagram,
	start: WalkState,
): Walk => {
	let state = start;
	let verdict: Walk = {verdict: 'accept'};
	for (const name of baseChains) {
		const walking: Walking = {chains, packet, state, possible: new Set()};
		const step = walkRules(walking, name, 0);
		state = walking.state;
		const chain = chains.get(name);
		const isAtEnd = step.kind === 'fall-through' || step.kind === 'return';
		const end: Step = isAtEnd
			? chain?.policy === 'drop'
				? {kind: 'drop', end: {chain: name}}
				: {kind: 'accept'}
			: step;
		const walk = decided(end, walking.possible);
		if (walk.verdict === 'drop') {
			return walk;
		}
		if (walk.verdict === 'undecided') {
			verdict = walk;
			state = unknownState;
		}
	}
	return verdict;
};

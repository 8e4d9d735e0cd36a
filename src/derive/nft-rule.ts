import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftChain, NftRule} from '../parsers/nft-ruleset.ts';
import type {StateChange, WalkAction, WalkRule, WalkState} from './chain-walk.ts';
import {isForeign, objectAt} from './nft-compare.ts';
import {everything, isEqual, isNftMatch, type NamedSets} from './nft-match.ts';
import type {Packet} from './packet.ts';
import {allOf} from './packet-match.ts';
import {hopsAction, type QueueReaders, queueAction} from './packet-queues.ts';

const verdictOf = (statement: JsonObject): WalkAction | undefined => {
	const [kind] = Object.keys(statement);
	switch (kind) {
		case 'accept':
		case 'drop':
		case 'return':
		case 'continue':
			return {kind};
		case 'reject':
		// Only chains of type nat have these: what they translate leaves the chain, as in those of iptables.
		case 'dnat':
		case 'redirect':
		case 'snat':
		case 'masquerade':
			return {kind: 'drop'};
		case 'jump':
		case 'goto': {
			const target = objectAt(statement, kind)?.target;
			return typeof target === 'string' ? {kind, chain: target} : {kind: 'unknown'};
		}
		default:
			return undefined;
	}
};

/** What stands for everything else is asked last. */
const rankOf = (entry: unknown): number => (Array.isArray(entry) && entry[0] === everything ? 1 : 0);

/** The first entry whose key fits, or the one for everything else; nothing fits: the rule does nothing. */
const mapped = (vmap: JsonObject, packet: Packet, state: WalkState, sets: NamedSets): WalkAction => {
	const data = objectAt(vmap, 'data');
	const entries = Array.isArray(data?.set) ? data.set : undefined;
	if (entries === undefined) {
		return {kind: 'unknown'};
	}
	if (isForeign(vmap.key, packet)) {
		return {kind: 'continue'};
	}
	for (const entry of entries.toSorted((one, other) => rankOf(one) - rankOf(other))) {
		const [key, statement] = Array.isArray(entry) ? entry : [];
		const fits = isEqual(vmap.key, key, packet, state, sets);
		if (fits !== false) {
			const verdict = isObject(statement) ? verdictOf(statement) : undefined;
			return fits === true && verdict !== undefined ? verdict : {kind: 'unknown'};
		}
	}
	return {kind: 'continue'};
};

const passing = new Set(['counter', 'log', 'comment', 'notrack', 'mangle', 'last', 'ct helper']);
const conditional = new Set(['match', 'set', 'meter', 'limit', 'quota', 'ct count']);

/** `update @s { ip saddr }`, without a rate or a count that each element has for itself. */
const isPlainSet = (statement: JsonObject): boolean => {
	const set = objectAt(statement, 'set');
	const own = Array.isArray(set?.stmt) ? set.stmt : [];
	return (
		set !== undefined &&
		own.every(part => isObject(part) && Object.keys(part).every(key => key === 'counter'))
	);
};

/** `meta mark set NUMBER`; null: another field, which no walk asks for again. */
const markSetBy = ({key, value}: JsonObject): number | undefined | null => {
	const meta = isObject(key) ? objectAt(key, 'meta') : undefined;
	return meta?.key === 'mark' ? (typeof value === 'number' ? value : undefined) : null;
};

/** Statements that change what later rules see. */
const changeOf = (statements: readonly JsonObject[]): StateChange | undefined => {
	const marks = statements
		.map(statement => objectAt(statement, 'mangle'))
		.map(mangle => (mangle === undefined ? null : markSetBy(mangle)))
		.filter(mark => mark !== null);
	const untracks = statements.some(statement => 'notrack' in statement);
	return marks.length > 0 || untracks
		? state => ({
				...state,
				...(marks.length > 0 && {mark: marks.at(-1), clearedBits: undefined}),
				isTracked: untracks ? false : state.isTracked,
			})
		: undefined;
};

const inTable = (table: string, action: WalkAction): WalkAction =>
	action.kind === 'jump' || action.kind === 'goto' ? {...action, chain: `${table} ${action.chain}`} : action;

/** `queue num 0-3 bypass`, `queue to 5`. */
const queueOf = (queue: JsonObject, readers: QueueReaders): WalkAction => {
	const {num, flags} = queue;
	const range = isObject(num) ? num.range : [num ?? 0, num ?? 0];
	const [first, last] = Array.isArray(range) ? range : [];
	return typeof first === 'number' && typeof last === 'number'
		? queueAction({first, last, isBypassed: JSON.stringify(flags ?? '').includes('bypass')}, readers)
		: {kind: 'unknown'};
};

/** `ip ttl set 1` */
const hopsSetBy = (statement: JsonObject): number | undefined => {
	const {key, value} = objectAt(statement, 'mangle') ?? {};
	const field = isObject(key) ? objectAt(key, 'payload')?.field : undefined;
	return (field === 'ttl' || field === 'hoplimit') && typeof value === 'number' ? value : undefined;
};

/** Hooks at which a bridge knows by which port a packet came, and by which it leaves. */
const withIncomingPort: readonly string[] = ['prerouting', 'input', 'forward'];
const withOutgoingPort: readonly string[] = ['forward', 'output', 'postrouting'];

/** The devices of a packet that is within a bridge are ports of it. */
const seenBy =
	(table: string, hook: string) =>
	(packet: Packet): Packet =>
		table.startsWith('bridge ')
			? {
					...packet,
					ports: {
						incomingBridge:
							packet.way !== 'out' && withIncomingPort.includes(hook) ? packet.incoming : undefined,
						outgoingBridge:
							packet.way !== 'in' && withOutgoingPort.includes(hook) ? packet.outgoing : undefined,
						...(packet.bridgePorts !== undefined && {names: packet.bridgePorts}),
					},
				}
			: packet;

/** What the rules of a table refer to by name. */
export interface Named {
	readonly sets: NamedSets;
	readonly readers: QueueReaders;
}

/** A rule of nftables, reduced to what a walk asks. */
export const nftRuleOf = (
	table: string,
	{name: chain, hook = ''}: NftChain,
	{expressions, handle, comment}: NftRule,
	{sets, readers}: Named,
): WalkRule => {
	const seen = seenBy(table, hook);
	const change = changeOf(expressions);
	const holds = (statement: JsonObject, packet: Packet, state: WalkState): boolean | undefined => {
		const match = objectAt(statement, 'match');
		if (match !== undefined) {
			return isNftMatch(match, seen(packet), state, sets);
		}
		const isNoCondition =
			verdictOf(statement) !== undefined ||
			'vmap' in statement ||
			'queue' in statement ||
			isPlainSet(statement) ||
			Object.keys(statement).every(key => passing.has(key));
		return isNoCondition ? true : undefined;
	};
	const verdictOn = (packet: Packet, state: WalkState): WalkAction => {
		const vmap = expressions.map(statement => objectAt(statement, 'vmap')).find(found => found !== undefined);
		if (vmap !== undefined) {
			return inTable(table, mapped(vmap, seen(packet), state, sets));
		}
		const queued = expressions.find(statement => 'queue' in statement);
		if (queued !== undefined) {
			return queueOf(objectAt(queued, 'queue') ?? {}, readers);
		}
		const hops = expressions.map(hopsSetBy).find(found => found !== undefined);
		const ended = hopsAction(hops ?? 64, packet, hook);
		if (ended.kind === 'drop') {
			return ended;
		}
		const verdict = expressions.map(verdictOf).find(found => found !== undefined);
		const isUnderstood = expressions.every(statement =>
			Object.keys(statement).every(key => passing.has(key) || conditional.has(key)),
		);
		return inTable(table, verdict ?? {kind: isUnderstood ? 'continue' : 'unknown'});
	};
	return {
		text: `${table} ${chain} handle ${handle}${comment === undefined ? '' : ` "${comment}"`}`,
		excerpt: JSON.stringify(expressions),
		matches: (packet, state) => allOf(expressions, statement => holds(statement, packet, state)),
		action: (packet, state) => ({
			...verdictOn(packet, state),
			...(change !== undefined && {change}),
		}),
	};
};

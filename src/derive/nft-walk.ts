import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftRule, NftTable} from '../parsers/nft-ruleset.ts';
import type {IncomingDatagram, WalkAction, WalkChain, WalkRule, WalkState} from './chain-walk.ts';
import {allOf, anyOf, isDevice, isInRange, isMarked, negatedIf} from './packet-match.ts';

type Compare = (right: unknown) => boolean | undefined;

const objectAt = (object: JsonObject, key: string): JsonObject | undefined => {
	const value = object[key];
	return isObject(value) ? value : undefined;
};

const isPort = (right: unknown, port: number): boolean | undefined => {
	if (typeof right === 'number') {
		return right === port;
	}
	const range = isObject(right) ? right['range'] : undefined;
	const [first, last] = Array.isArray(range) ? range : [];
	return typeof first === 'number' && typeof last === 'number' ? port >= first && port <= last : undefined;
};

const isAddress = (right: unknown, address: string | undefined): boolean | undefined => {
	const prefix = isObject(right) ? objectAt(right, 'prefix') : undefined;
	if (prefix !== undefined) {
		return isInRange(address, `${prefix['addr']}/${prefix['len']}`);
	}
	return typeof right === 'string' && !right.startsWith('@') ? isInRange(address, right) : undefined;
};

const isText = (right: unknown, ...values: readonly string[]): boolean | undefined =>
	typeof right === 'string' && !right.startsWith('@') ? values.includes(right) : undefined;

/** Of one key of the kernel's what it says about the datagram. */
const metaCompare = (key: unknown, packet: IncomingDatagram, state: WalkState): Compare => {
	switch (key) {
		case 'l4proto':
			return right => (right === 17 ? true : typeof right === 'number' ? false : isText(right, 'udp'));
		case 'nfproto':
			return right => isText(right, 'ipv4');
		case 'protocol':
			return right => isText(right, 'ip');
		case 'pkttype':
			return right => isText(right, 'host', 'unicast');
		case 'iifname':
		case 'iif':
			return right => (typeof right === 'string' && !right.startsWith('@') ? isDevice(packet.incoming, right) : undefined);
		case 'mark':
			return right => (typeof right === 'number' ? isMarked(state.mark, right, 0xffff_ffff) : undefined);
		default:
			return () => undefined;
	}
};

const payloadCompare = ({protocol, field}: JsonObject, packet: IncomingDatagram): Compare => {
	if (protocol === 'ip') {
		switch (field) {
			case 'saddr':
				return right => isAddress(right, packet.source);
			case 'daddr':
				return right => isAddress(right, packet.destination);
			case 'protocol':
				return right => (right === 17 ? true : typeof right === 'number' ? false : isText(right, 'udp'));
			default:
				return () => undefined;
		}
	}
	if (protocol === 'udp' || protocol === 'th') {
		return field === 'dport' ? right => isPort(right, packet.port) : () => undefined;
	}
	return () => undefined;
};

/** A field of another protocol is not in this datagram: such a match fails, whatever its operator. */
const isForeign = (left: unknown): boolean => {
	const payload = isObject(left) ? objectAt(left, 'payload') : undefined;
	const protocol = payload?.['protocol'];
	return typeof protocol === 'string' && !['ip', 'udp', 'th', 'ether', 'vlan'].includes(protocol);
};

const stateCompare =
	(state: WalkState): Compare =>
	right =>
		state.isTracked === undefined ? undefined : isText(right, state.isTracked ? 'new' : 'untracked');

/** Of a flow that has just begun. */
const neverInStatus: Compare = right =>
	['dnat', 'snat', 'seen-reply', 'assured', 'dying', 'expected'].includes(String(right)) ? false : undefined;

const compareFor = (left: unknown, packet: IncomingDatagram, state: WalkState): Compare => {
	if (!isObject(left)) {
		return () => undefined;
	}
	const meta = objectAt(left, 'meta');
	const payload = objectAt(left, 'payload');
	const ct = objectAt(left, 'ct');
	const fib = objectAt(left, 'fib');
	if (meta !== undefined) {
		return metaCompare(meta['key'], packet, state);
	}
	if (payload !== undefined) {
		return payloadCompare(payload, packet);
	}
	if (ct?.['key'] === 'state') {
		return stateCompare(state);
	}
	if (ct?.['key'] === 'status') {
		return neverInStatus;
	}
	const isTypeOfDestination = fib?.['result'] === 'type' && String(fib['flags']) === 'daddr';
	return isTypeOfDestination ? right => isText(right, 'local') : () => undefined;
};

/** A single value, a list of flags, or an unnamed set. */
const compareAny = (compare: Compare, right: unknown): boolean | undefined => {
	const values = Array.isArray(right) ? right : isObject(right) && Array.isArray(right['set']) ? right['set'] : [right];
	return anyOf(values.map(compare));
};

const isMatch = (match: JsonObject, packet: IncomingDatagram, state: WalkState): boolean | undefined => {
	const {op, left, right} = match;
	if (isForeign(left)) {
		return false;
	}
	const isFlags = op === 'in' || op === '==';
	if (!isFlags && op !== '!=') {
		return undefined;
	}
	return negatedIf(op === '!=', compareAny(compareFor(left, packet, state), right));
};

const verdictOf = (statement: JsonObject): WalkAction | undefined => {
	const [kind] = Object.keys(statement);
	switch (kind) {
		case 'accept':
		case 'drop':
		case 'return':
		case 'continue':
			return {kind};
		case 'reject':
			return {kind: 'drop'};
		case 'jump':
		case 'goto': {
			const target = objectAt(statement, kind)?.['target'];
			return typeof target === 'string' ? {kind, chain: target} : {kind: 'unknown'};
		}
		default:
			return undefined;
	}
};

/** The first entry whose key fits; nothing fits: the rule does nothing. */
const mapped = (vmap: JsonObject, packet: IncomingDatagram, state: WalkState): WalkAction => {
	const data = objectAt(vmap, 'data');
	const entries = Array.isArray(data?.['set']) ? data['set'] : undefined;
	if (entries === undefined) {
		return {kind: 'unknown'};
	}
	if (isForeign(vmap['key'])) {
		return {kind: 'continue'};
	}
	const compare = compareFor(vmap['key'], packet, state);
	for (const entry of entries) {
		const [key, statement] = Array.isArray(entry) ? entry : [];
		const fits = compareAny(compare, key);
		if (fits !== false) {
			const verdict = isObject(statement) ? verdictOf(statement) : undefined;
			return fits === true && verdict !== undefined ? verdict : {kind: 'unknown'};
		}
	}
	return {kind: 'continue'};
};

const passing = new Set(['counter', 'log', 'comment', 'notrack', 'mangle', 'set', 'meter', 'last', 'ct helper']);
const conditional = new Set(['match', 'limit', 'quota', 'ct count']);

/** Statements that change what later rules see. */
const changeOf = (statements: readonly JsonObject[]): WalkAction => {
	const forgets = statements.some(statement => 'mangle' in statement);
	const untracks = statements.some(statement => 'notrack' in statement);
	return forgets || untracks
		? {
				kind: 'change',
				change: state => ({
					mark: forgets ? undefined : state.mark,
					isTracked: untracks ? false : state.isTracked,
				}),
			}
		: {kind: 'continue'};
};

const inTable = (table: string, action: WalkAction): WalkAction =>
	action.kind === 'jump' || action.kind === 'goto' ? {...action, chain: `${table} ${action.chain}`} : action;

const ruleOf = (table: string, chain: string, {expressions, handle, comment}: NftRule): WalkRule => {
	const conditions = (packet: IncomingDatagram, state: WalkState): readonly (boolean | undefined)[] =>
		expressions.flatMap(statement => {
			const match = objectAt(statement, 'match');
			if (match !== undefined) {
				return [isMatch(match, packet, state)];
			}
			const isKnown =
				verdictOf(statement) !== undefined ||
				'vmap' in statement ||
				Object.keys(statement).every(key => passing.has(key));
			return isKnown ? [] : [undefined];
		});
	const action = (packet: IncomingDatagram, state: WalkState): WalkAction => {
		const vmap = expressions.map(statement => objectAt(statement, 'vmap')).find(found => found !== undefined);
		if (vmap !== undefined) {
			return inTable(table, mapped(vmap, packet, state));
		}
		const verdict = expressions.map(verdictOf).find(found => found !== undefined);
		const isUnderstood = expressions.every(statement =>
			Object.keys(statement).every(key => passing.has(key) || conditional.has(key)),
		);
		return inTable(table, verdict ?? (isUnderstood ? changeOf(expressions) : {kind: 'unknown'}));
	};
	return {
		text: `${table} ${chain} handle ${handle}${comment === undefined ? '' : ` "${comment}"`}`,
		excerpt: JSON.stringify(expressions),
		matches: (packet, state) => allOf(conditions(packet, state)),
		action,
	};
};

/** Chains by family, table and name, `inet filter input`. */
export const nftChains = (tables: readonly NftTable[]): ReadonlyMap<string, WalkChain> =>
	new Map(
		tables.flatMap(({family, name, chains}) =>
			chains.map(chain => {
				const key = `${family} ${name} ${chain.name}`;
				const policy = chain.hook === undefined ? undefined : chain.policy === 'drop' ? ('drop' as const) : ('accept' as const);
				return [
					key,
					{
						name: key,
						...(policy !== undefined && {policy}),
						rules: chain.rules.map(rule => ruleOf(`${family} ${name}`, chain.name, rule)),
					},
				] as const;
			}),
		),
	);

/** Base chains that an IPv4 packet for this node itself passes, in the order of their priorities. */
export const nftInputChains = (tables: readonly NftTable[]): readonly string[] =>
	(['prerouting', 'input'] as const).flatMap(hook =>
		tables
			.filter(({family}) => family === 'ip' || family === 'inet')
			.flatMap(({family, name, chains}) =>
				chains
					.filter(chain => chain.hook === hook && chain.type === 'filter')
					.map(chain => ({key: `${family} ${name} ${chain.name}`, priority: chain.priority ?? 0})),
			)
			.toSorted((one, other) => one.priority - other.priority)
			.map(({key}) => key),
	);

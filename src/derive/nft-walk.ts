import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftRule, NftTable} from '../parsers/nft-ruleset.ts';
import type {Datagram, WalkAction, WalkChain, WalkRule, WalkState} from './chain-walk.ts';
import {isEqual, isForeign, isNftMatch, objectAt} from './nft-match.ts';
import {allOf} from './packet-match.ts';

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
			const target = objectAt(statement, kind)?.target;
			return typeof target === 'string' ? {kind, chain: target} : {kind: 'unknown'};
		}
		default:
			return undefined;
	}
};

/** The first entry whose key fits; nothing fits: the rule does nothing. */
const mapped = (vmap: JsonObject, packet: Datagram, state: WalkState): WalkAction => {
	const data = objectAt(vmap, 'data');
	const entries = Array.isArray(data?.set) ? data.set : undefined;
	if (entries === undefined) {
		return {kind: 'unknown'};
	}
	if (isForeign(vmap.key)) {
		return {kind: 'continue'};
	}
	for (const entry of entries) {
		const [key, statement] = Array.isArray(entry) ? entry : [];
		const fits = isEqual(vmap.key, key, packet, state);
		if (fits !== false) {
			const verdict = isObject(statement) ? verdictOf(statement) : undefined;
			return fits === true && verdict !== undefined ? verdict : {kind: 'unknown'};
		}
	}
	return {kind: 'continue'};
};

const passing = new Set([
	'counter',
	'log',
	'comment',
	'notrack',
	'mangle',
	'set',
	'meter',
	'last',
	'ct helper',
]);
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
	const holds = (statement: JsonObject, packet: Datagram, state: WalkState): boolean | undefined => {
		const match = objectAt(statement, 'match');
		if (match !== undefined) {
			return isNftMatch(match, packet, state);
		}
		const isNoCondition =
			verdictOf(statement) !== undefined ||
			'vmap' in statement ||
			Object.keys(statement).every(key => passing.has(key));
		return isNoCondition ? true : undefined;
	};
	const action = (packet: Datagram, state: WalkState): WalkAction => {
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
		matches: (packet, state) => allOf(expressions, statement => holds(statement, packet, state)),
		action,
	};
};

/** Chains by family, table and name, `inet filter input`. */
export const nftChains = (tables: readonly NftTable[]): ReadonlyMap<string, WalkChain> =>
	new Map(
		tables.flatMap(({family, name, chains}) =>
			chains.map(chain => {
				const key = `${family} ${name} ${chain.name}`;
				const policy =
					chain.hook === undefined
						? undefined
						: chain.policy === 'drop'
							? ('drop' as const)
							: ('accept' as const);
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

const baseChains = (
	tables: readonly NftTable[],
	hooks: readonly string[],
	types: readonly string[],
): readonly string[] =>
	hooks.flatMap(hook =>
		tables
			.filter(({family}) => family === 'ip' || family === 'inet')
			.flatMap(({family, name, chains}) =>
				chains
					.filter(chain => chain.hook === hook && types.includes(chain.type ?? ''))
					.map(chain => ({key: `${family} ${name} ${chain.name}`, priority: chain.priority ?? 0})),
			)
			.toSorted((one, other) => one.priority - other.priority)
			.map(({key}) => key),
	);

/** Base chains that an IPv4 packet for this node itself passes, in the order of their priorities. */
export const nftInputChains = (tables: readonly NftTable[]): readonly string[] =>
	baseChains(tables, ['prerouting', 'input'], ['filter']);

/** Base chains that an IPv4 packet of this node itself passes; those of type route filter as well. */
export const nftOutputChains = (tables: readonly NftTable[]): readonly string[] =>
	baseChains(tables, ['output', 'postrouting'], ['filter', 'route']);

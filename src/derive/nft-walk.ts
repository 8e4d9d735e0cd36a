import {isObject, type JsonObject} from '../parsers/json-value.ts';
import type {NftRule, NftTable} from '../parsers/nft-ruleset.ts';
import type {Packet, WalkAction, WalkChain, WalkRule, WalkState} from './chain-walk.ts';
import {isEqual, isForeign, isNftMatch, type NamedSets, namedSetOf, objectAt} from './nft-match.ts';
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
const mapped = (vmap: JsonObject, packet: Packet, state: WalkState, sets: NamedSets): WalkAction => {
	const data = objectAt(vmap, 'data');
	const entries = Array.isArray(data?.set) ? data.set : undefined;
	if (entries === undefined) {
		return {kind: 'unknown'};
	}
	if (isForeign(vmap.key, packet)) {
		return {kind: 'continue'};
	}
	for (const entry of entries) {
		const [key, statement] = Array.isArray(entry) ? entry : [];
		const fits = isEqual(vmap.key, key, packet, state, sets);
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

const ruleOf = (
	table: string,
	chain: string,
	{expressions, handle, comment}: NftRule,
	sets: NamedSets,
): WalkRule => {
	const holds = (statement: JsonObject, packet: Packet, state: WalkState): boolean | undefined => {
		const match = objectAt(statement, 'match');
		if (match !== undefined) {
			return isNftMatch(match, packet, state, sets);
		}
		const isNoCondition =
			verdictOf(statement) !== undefined ||
			'vmap' in statement ||
			Object.keys(statement).every(key => passing.has(key));
		return isNoCondition ? true : undefined;
	};
	const action = (packet: Packet, state: WalkState): WalkAction => {
		const vmap = expressions.map(statement => objectAt(statement, 'vmap')).find(found => found !== undefined);
		if (vmap !== undefined) {
			return inTable(table, mapped(vmap, packet, state, sets));
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
		tables.flatMap(({family, name, chains, sets}) => {
			const named = new Map([...sets].map(([set, elements]) => [set, namedSetOf(elements)]));
			return chains.map(chain => {
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
						rules: chain.rules.map(rule => ruleOf(`${family} ${name}`, chain.name, rule, named)),
					},
				] as const;
			});
		}),
	);

/** Hooks that a packet passes, each with the types of base chains that can drop it there. */
const hooks: Readonly<Record<Packet['way'], readonly string[]>> = {
	in: ['prerouting', 'input'],
	out: ['output', 'postrouting'],
	through: ['prerouting', 'forward', 'postrouting'],
};

/** Base chains that a packet passes, by the priorities of each hook; those of type route filter as well. */
export const nftBaseChains = (
	tables: readonly NftTable[],
	{way, family}: Pick<Packet, 'way' | 'family'>,
): readonly string[] =>
	hooks[way].flatMap(hook =>
		tables
			.filter(table => table.family === 'inet' || table.family === (family === 'ipv4' ? 'ip' : 'ip6'))
			.flatMap(table =>
				table.chains
					.filter(chain => chain.hook === hook && ['filter', 'route'].includes(chain.type ?? ''))
					.map(chain => ({
						key: `${table.family} ${table.name} ${chain.name}`,
						priority: chain.priority ?? 0,
					})),
			)
			.toSorted((one, other) => one.priority - other.priority)
			.map(({key}) => key),
	);

import {jsonFrom} from './json-text.ts';
import {
	arrayOf,
	isObject,
	type JsonObject,
	numberIfAt,
	objectIfAt,
	objectOf,
	objectsAt,
	present,
	textAt,
	textIfAt,
} from './json-value.ts';

export interface NftRule {
	readonly handle: number;
	/** Statements as nft prints them. Of rules that iptables-nft made, what a match or target says is missing. */
	readonly expressions: readonly JsonObject[];
	readonly comment?: string;
}

export interface NftChain {
	readonly name: string;
	/** Type, hook, priority and policy are those of a base chain. */
	readonly type?: string;
	readonly hook?: string;
	readonly priority?: number;
	readonly policy?: string;
	/** Of a base chain at the hooks ingress and egress. */
	readonly devices?: readonly string[];
	readonly rules: readonly NftRule[];
	/** Its rules are not known. */
	readonly isUnread?: true;
}

export interface NftTable {
	/** ip, ip6, inet, arp, bridge, netdev. */
	readonly family: string;
	readonly name: string;
	readonly chains: readonly NftChain[];
	/** Elements of the named sets as nft prints them, at this moment. */
	readonly sets: ReadonlyMap<string, readonly unknown[]>;
}

export interface NftRuleset {
	readonly version?: string;
	readonly tables: readonly NftTable[];
}

type Kind = 'table' | 'chain' | 'rule' | 'set';

const keyOf = (object: JsonObject, ...names: readonly string[]): string =>
	[textAt(object, 'family'), ...names.map(name => textAt(object, name))].join(' ');

const ruleOf = (object: JsonObject): NftRule => ({
	handle: numberIfAt(object, 'handle') ?? 0,
	expressions: objectsAt(object, 'expr'),
	...present({comment: textIfAt(object, 'comment')}),
});

const grouped = (objects: readonly JsonObject[], key: (object: JsonObject) => string) => {
	const groups = new Map<string, JsonObject[]>();
	for (const object of objects) {
		const group = groups.get(key(object)) ?? [];
		groups.set(key(object), group);
		group.push(object);
	}
	return groups;
};

/** What stands with a comment, a counter or a time is wrapped. */
const elementOf = (element: unknown): unknown =>
	isObject(element) && isObject(element.elem) ? element.elem.val : element;

const elementsOf = (set: JsonObject): readonly unknown[] =>
	Array.isArray(set.elem) ? set.elem.map(elementOf) : [];

/** One name, or a list of them: https://man7.org/linux/man-pages/man5/libnftables-json.5.html (CHAIN) */
const devicesOf = ({dev}: JsonObject): readonly string[] | undefined => {
	const names = (Array.isArray(dev) ? dev : [dev]).filter(name => typeof name === 'string');
	return names.length === 0 ? undefined : names;
};

/**
 * Devices of the base chains of one table by the chains' names, as `nft list table` prints them: before 1.0.7 JSON leaves them out.
 * `type filter hook ingress device "eth0" priority filter; policy accept;`, `devices = { eth0, eth1 }`
 */
export const parseNftChainDevices = (text: string): ReadonlyMap<string, readonly string[]> => {
	const devices = new Map<string, readonly string[]>();
	let chain: string | undefined;
	for (const line of text.split('\n')) {
		chain = /^\s*chain (\S+) \{$/.exec(line)?.[1] ?? chain;
		const [, one, several] =
			/^\s*type \w+ hook \w+ (?:device "?([^"\s]+)"? |devices = \{ ([^}]*) \} )/.exec(line) ?? [];
		const names = (several ?? one)?.split(',').map(name => name.trim().replace(/^"|"$/g, ''));
		if (chain !== undefined && names !== undefined) {
			devices.set(chain, names);
		}
	}
	return devices;
};

/** `nft -j list ruleset` and the like. Maps are left out. */
export const parseNftRuleset = (text: string): NftRuleset => {
	const root = objectOf(jsonFrom(text), 'the output');
	const items = arrayOf(root.nftables, '"nftables"').filter(isObject);
	const of = (kind: Kind): readonly JsonObject[] =>
		items.map(item => objectIfAt(item, kind)).filter(object => object !== undefined);
	const rules = grouped(of('rule'), rule => keyOf(rule, 'table', 'chain'));
	const chains = grouped(of('chain'), chain => keyOf(chain, 'table'));
	const sets = grouped(of('set'), set => keyOf(set, 'table'));
	const chainOf = (object: JsonObject): NftChain => ({
		name: textAt(object, 'name'),
		...present({
			type: textIfAt(object, 'type'),
			hook: textIfAt(object, 'hook'),
			priority: numberIfAt(object, 'prio'),
			policy: textIfAt(object, 'policy'),
			devices: devicesOf(object),
		}),
		rules: (rules.get(keyOf(object, 'table', 'name')) ?? []).map(ruleOf),
	});
	const [version] = items.flatMap(item => textIfAt(objectIfAt(item, 'metainfo') ?? {}, 'version') ?? []);
	return {
		...present({version}),
		tables: of('table').map(table => ({
			family: textAt(table, 'family'),
			name: textAt(table, 'name'),
			chains: (chains.get(keyOf(table, 'name')) ?? []).map(chainOf),
			sets: new Map(
				(sets.get(keyOf(table, 'name')) ?? []).map(set => [textAt(set, 'name'), elementsOf(set)] as const),
			),
		})),
	};
};

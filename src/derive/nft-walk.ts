import type {NftChain, NftTable} from '../parsers/nft-ruleset.ts';
import type {WalkChain} from './chain-walk.ts';
import {namedSetOf} from './nft-match.ts';
import {nftRuleOf} from './nft-rule.ts';
import type {Packet} from './packet.ts';
import type {QueueReaders} from './packet-queues.ts';

/** Of the hooks where flows are looked up: https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks */
const trackingPriority = -200;

const isBeforeTracking = ({hook = '', priority = 0}: NftChain): boolean =>
	hook === 'ingress' || (['prerouting', 'output'].includes(hook) && priority <= trackingPriority);

/** Before 1.0.7 nft tells in JSON that a chain is at a device, but not at which. */
const isOfSomeDevice = ({hook, devices}: NftChain): boolean =>
	(hook === 'ingress' || hook === 'egress') && devices === undefined;

/** Chains by family, table and name, `inet filter input`; those that were not read are missing, so that a walk is undecided there. */
export const nftChains = (
	tables: readonly NftTable[],
	readers?: QueueReaders,
): ReadonlyMap<string, WalkChain> =>
	new Map(
		tables.flatMap(({family, name, chains, sets}) => {
			const named = new Map([...sets].map(([set, elements]) => [set, namedSetOf(elements)]));
			return chains
				.filter(({isUnread = false}) => !isUnread)
				.map(chain => {
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
							isOfSomeDevice: isOfSomeDevice(chain),
							isBeforeTracking: isBeforeTracking(chain),
							rules: chain.rules.map(rule =>
								nftRuleOf(`${family} ${name}`, chain, rule, {sets: named, readers}),
							),
						},
					] as const;
				});
		}),
	);

/** A hook that a packet passes, and whose base chains it passes there. */
interface Passing {
	readonly hook: string;
	readonly isOf: (table: NftTable, chain: NftChain) => boolean;
}

/** The bridge of flannel: its ports are the pods. */
const isBridge = (device: string | undefined): boolean => device === 'cni0';

/** In the order of https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks */
const hooksOf = (packet: Packet): readonly Passing[] => {
	const header = packet.family === 'ipv4' ? 'ip' : 'ip6';
	const incoming = packet.way === 'out' ? undefined : packet.incoming;
	const outgoing = packet.way === 'in' ? undefined : packet.outgoing;
	const ofFamily = (...families: readonly string[]) =>
		((table: NftTable) => families.includes(table.family)) satisfies Passing['isOf'];
	const at = (hook: string): Passing => ({hook, isOf: ofFamily('inet', header)});
	const atDevice = (hook: string, device: string | undefined): Passing => ({
		hook,
		isOf: ({family}, {devices}) =>
			(family === 'netdev' || family === 'inet') && (devices ?? [device]).includes(device ?? ''),
	});
	const atBridge = (isPassed: boolean, ...names: readonly string[]): readonly Passing[] =>
		isPassed ? names.map(hook => ({hook, isOf: ofFamily('bridge')})) : [];
	const isBridged = isBridge(incoming) && isBridge(outgoing);
	const arrival = [
		atDevice('ingress', incoming),
		...atBridge(isBridged, 'prerouting', 'forward'),
		...atBridge(isBridge(incoming) && !isBridged, 'prerouting', 'input'),
	];
	const departure = [
		...atBridge(isBridge(outgoing) && !isBridged, 'output'),
		...atBridge(isBridge(outgoing), 'postrouting'),
		atDevice('egress', outgoing),
	];
	switch (packet.way) {
		case 'in':
			return [...arrival, at('prerouting'), at('input')];
		case 'out':
			return [at('output'), at('postrouting'), ...departure];
		case 'through':
			return [...arrival, at('prerouting'), at('forward'), at('postrouting'), ...departure];
	}
};

/** Base chains that a packet passes, by the priorities of each hook; those of type route filter as well. */
export const nftBaseChains = (
	tables: readonly NftTable[],
	packet: Packet,
	isAsked: (packet: Packet, hook: string) => boolean = () => true,
): readonly string[] =>
	hooksOf(packet)
		.filter(({hook}) => isAsked(packet, hook))
		.flatMap(({hook, isOf}) =>
			tables
				.flatMap(table =>
					table.chains
						.filter(chain => chain.hook === hook && ['filter', 'route'].includes(chain.type ?? ''))
						.filter(chain => isOf(table, chain))
						.map(chain => ({
							key: `${table.family} ${table.name} ${chain.name}`,
							priority: chain.priority ?? 0,
						})),
				)
				.toSorted((one, other) => one.priority - other.priority)
				.map(({key}) => key),
		);

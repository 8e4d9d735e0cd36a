import type {Route} from '../parsers/ip-route.ts';
import type {NftChainPlace} from '../parsers/nft-chains.ts';
import {type WalkChain, type WalkEnd, walkChains} from './chain-walk.ts';
import {parseAddress} from './cidr.ts';
import {iptablesChains} from './iptables-walk.ts';
import {longestMatch, routeTableOf} from './longest-prefix-match.ts';
import {marksOutsideCluster} from './marks-outside-cluster.ts';
import type {BackendRules, NetfilterDrop, ShownBy} from './netfilter-hooks.ts';
import type {ForwardedPacket} from './packet.ts';
import {plainAddress} from './plain-address.ts';
import type {PodPlace} from './pod-flows.ts';
import {defaultRoutes} from './uplinks.ts';

/** What becomes of the source of packets that pods send out of the cluster. */
export type PodMasquerade =
	/** Translated, or nothing here is meant to translate it. */
	| {readonly kind: 'masqueraded' | 'not-meant'}
	/** The CNI has a rule for it that it never comes to; `end`: what took it before, none where nothing leads there. */
	| {readonly kind: 'kept'; readonly chain: string; readonly shownBy: ShownBy; readonly end?: WalkEnd}
	| {readonly kind: 'undecided'; readonly from: string};

/** Where the CNIs masquerade. */
const ofCni = ['nat FLANNEL-POSTRTG', 'nat cali-nat-outgoing', 'nat CILIUM_POST_nat'] as const;
const start = {mark: 0, isTracked: true};

const packetOf = (
	{address, device}: PodPlace,
	destination: string,
	routes: readonly Route[],
): ForwardedPacket | undefined => {
	const [parsed, main] = [parseAddress(destination), routes.filter(({table}) => table === 'main')];
	const route = parsed && longestMatch(routeTableOf(main), parsed)?.route;
	return route?.dev === undefined
		? undefined
		: {
				...({way: 'through', family: 'ipv4', protocol: 'tcp', port: 443} as const),
				...{source: address, destination, leavesCluster: true},
				...{incoming: device, outgoing: route.dev},
			};
};

const ownChain = (chains: ReadonlyMap<string, WalkChain>, packet: ForwardedPacket): string | undefined =>
	ofCni.find(name =>
		chains
			.get(name)
			?.rules.some(
				rule => rule.matches(packet, start) !== false && rule.action(packet, start).kind === 'drop',
			),
	);

/** Whoever else translates in nftables; kube-proxy and portmap touch what they have marked. */
const foreignHook = (chains: readonly NftChainPlace[]): NftChainPlace | undefined =>
	chains.find(
		({family, table, name, type, hook}) =>
			(family === 'ip' || family === 'inet') &&
			type === 'nat' &&
			hook === 'postrouting' &&
			!(family === 'ip' && table === 'nat' && name === 'POSTROUTING') &&
			!/^(?:kube-proxy|cni_hostport)$/.test(table),
	);

/** Follows a packet of a pod through POSTROUTING of the table nat in both back-ends: one that translates is enough. */
export const podMasquerade = (
	pod: PodPlace | undefined,
	routes: readonly Route[],
	rules: BackendRules,
	nftChains: readonly NftChainPlace[],
): PodMasquerade => {
	if (pod === undefined || defaultRoutes(routes, 'ipv4').length === 0) {
		return {kind: 'not-meant'};
	}
	const destination = plainAddress(rules, routes);
	const packet = destination && packetOf(pod, destination, routes);
	if (!packet) {
		return {kind: 'undecided', from: 'routes and rules that name every address'};
	}
	const backends = (['nft', 'legacy'] as const).flatMap(variant => {
		const ruleset = rules[variant];
		const chains = ruleset && iptablesChains(ruleset);
		return chains?.has('nat POSTROUTING') !== true
			? []
			: [
					{
						shownBy: `iptables-${variant}-save` as const,
						own: ownChain(chains, packet),
						walk: walkChains(chains, ['nat POSTROUTING'], packet, start),
					},
				];
	});
	const ours = backends.find(({own}) => own !== undefined);
	if (ours?.own === undefined) {
		return {kind: 'not-meant'};
	}
	if (backends.some(({walk}) => walk.verdict === 'drop')) {
		return {kind: 'masqueraded'};
	}
	// Felix marks what it forwards with bits that no rule of nat asks for.
	const marking = marksOutsideCluster(rules).find(({text}) => !text.includes('cali:'));
	const hook = foreignHook(nftChains);
	const unclear =
		backends.flatMap(({walk}) => (walk.verdict === 'undecided' ? [walk.from ?? 'POSTROUTING'] : []))[0] ??
		marking?.text ??
		(hook && `${hook.family} ${hook.table} ${hook.name}`);
	if (unclear !== undefined || ours.walk.verdict !== 'accept') {
		return {kind: 'undecided', from: unclear ?? 'POSTROUTING'};
	}
	const {end} = ours.walk;
	return {
		kind: 'kept',
		chain: ours.own.replace('nat ', ''),
		shownBy: ours.shownBy,
		...(end !== undefined && {end}),
	};
};

/** A rule that gives what pods of this node send to pods of others another source. */
export interface HiddenSource extends NetfilterDrop {
	/** Absent: the address of the device by which it leaves. */
	readonly to?: string;
}

const newSource = /--to-source (\S+)/;

/** Follows packets of a pod for pods of other nodes through POSTROUTING: these must keep their source, which policies and answers go by. */
export const hiddenSource = (
	packets: readonly ForwardedPacket[],
	rules: BackendRules,
): HiddenSource | undefined => {
	for (const variant of ['nft', 'legacy'] as const) {
		const ruleset = rules[variant];
		const chains = ruleset && iptablesChains(ruleset);
		const walks = packets.flatMap(packet =>
			chains?.has('nat POSTROUTING') === true ? [walkChains(chains, ['nat POSTROUTING'], packet, start)] : [],
		);
		for (const walk of walks) {
			if (walk.verdict === 'drop') {
				const to = newSource.exec(walk.end.rule?.text ?? '')?.[1];
				return {shownBy: `iptables-${variant}-save`, end: walk.end, ...(to !== undefined && {to})};
			}
		}
	}
	return undefined;
};

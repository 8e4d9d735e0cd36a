import {type Evidence, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {familyOf} from '../derive/cidr.ts';
import {isCalicoWorkload} from '../derive/cni-devices.ts';
import {bridgePorts} from '../derive/flannel-bridge.ts';
import {isLoopback, serversForPods} from '../derive/host-resolver.ts';
import {ipvsFlowsOf} from '../derive/ipvs-flows.ts';
import {authorOf, type NetfilterAuthor} from '../derive/netfilter-author.ts';
import {
	type BackendRules,
	type NetfilterDrop,
	netfilterOf,
	passageOf,
	undecidedIn,
} from '../derive/netfilter-hooks.ts';
import {
	apiFlowsOf,
	localCiliumPod,
	localPod,
	outsideFlowsOf,
	type PodFlow,
	podFlowsAt,
	podFlowsOf,
} from '../derive/pod-flows.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import type {NftTable} from '../parsers/nft-ruleset.ts';
import {type CiliumConfiguration, ciliumConfiguration} from './cilium.configuration.ts';
import {type ClusterRanges, clusterRanges} from './cluster.ranges.ts';
import {dnsHostResolvers, type HostResolvers} from './dns.host-resolvers.ts';
import {ipAddress} from './ip.address.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {type KubeProxyArguments, kubeProxyArguments} from './kube-proxy.arguments.ts';
import {kubeProxyMode} from './kube-proxy.mode.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {type CoreServices, serviceEndpoints} from './service.endpoints.ts';

/** A flow between pods whose first packet this node certainly drops. */
export interface DroppedFlow extends PodFlow, NetfilterDrop {
	readonly author: NetfilterAuthor;
	/** The CNI accepts such packets, but only in the other back-end of iptables, which does not help here. */
	readonly isAcceptedElsewhere: boolean;
}

/** Whether Felix or flannel have their place in FORWARD here. */
const acceptsPods = (ruleset: IptablesRuleset | undefined): boolean =>
	(ruleset?.tables ?? []).some(
		({name, chains}) =>
			name === 'filter' &&
			chains.some(
				chain =>
					chain.name === 'FORWARD' &&
					chain.rules.some(({target}) => target === 'cali-FORWARD' || target === 'FLANNEL-FWD'),
			),
	);

const isAcceptedElsewhere = (shownBy: NetfilterDrop['shownBy'], {nft, legacy}: BackendRules): boolean => {
	const [own, other] = shownBy.includes('legacy') ? [legacy, nft] : [nft, legacy];
	return shownBy !== 'nft' && !acceptsPods(own) && acceptsPods(other);
};

/** Interfaces of pods that have a chain to themselves. */
const guardedPods = (tables: readonly NftTable[]): readonly string[] => [
	...new Set(
		tables.flatMap(({chains}) => chains.flatMap(({devices = []}) => devices)).filter(isCalicoWorkload),
	),
];

/** Without the pods behind these devices, where there are others: what befalls them stands for no other pod. */
const routesBeside = (
	guarded: readonly string[],
	routes: readonly Route[],
	pods: readonly string[],
): readonly Route[] => {
	const others = routes.filter(({dev = ''}) => !guarded.includes(dev));
	return localPod(others, pods, 'ipv4') === undefined ? routes : others;
};

interface Wanted {
	readonly services: Evidence<CoreServices>;
	readonly cilium: Evidence<CiliumConfiguration>;
	readonly resolvers: Evidence<HostResolvers>;
	readonly addresses: Evidence<readonly InterfaceAddress[]>;
	readonly mode: Evidence<string | undefined>;
	readonly flags: Evidence<KubeProxyArguments | undefined>;
}

const nameServersIn = (resolvers: Evidence<HostResolvers>): readonly string[] => {
	const used = resolvers.ok ? (resolvers.value.kubelet ?? resolvers.value.host) : undefined;
	return used === undefined ? [] : serversForPods(used.settings).filter(server => !isLoopback(server));
};

/** Flows of IPv4 that pass the rules; with Cilium those that it leaves to the kernel to route. */
const flowsOfIpv4 = (
	routes: readonly Route[],
	links: readonly Link[],
	ranges: ClusterRanges,
	{services, cilium, resolvers, addresses, mode, flags}: Wanted,
): readonly (PodFlow & {readonly mark?: {readonly known: undefined}})[] => {
	const {pods, services: ofServices} = ranges;
	const api = services.ok ? services.value.api : undefined;
	const servers = (api?.endpoints ?? []).filter(({address}) => familyOf(address) === 'ipv4');
	const ofCilium = localCiliumPod(routes, links, pods);
	if (ofCilium !== undefined) {
		if (!cilium.ok) {
			throw new Unavailable(cilium.reason, cilium.detail);
		}
		const isRoutedByHost = cilium.value['enable-host-legacy-routing'] === 'true';
		const flows = isRoutedByHost
			? [
					...apiFlowsOf(ofCilium, servers, routes),
					...outsideFlowsOf(ofCilium, routes, [...pods, ...ofServices], nameServersIn(resolvers)),
				]
			: [];
		// Its programs hand packets over with marks of their own; what is for this node itself they deliver.
		return flows
			.filter(({packet}) => packet.way === 'through')
			.map(flow => ({...flow, mark: {known: undefined}}));
	}
	const local = localPod(routes, pods, 'ipv4');
	// The addresses stay behind where another mode was chosen.
	const told = (mode.ok ? mode.value : undefined) ?? (flags.ok ? flags.value?.get('proxy-mode') : undefined);
	const isIpvs = told === 'ipvs';
	return [
		...podFlowsOf(routes, pods, 'ipv4'),
		...(local === undefined ? [] : apiFlowsOf(local, servers, routes)),
		...(local === undefined || !isIpvs || !addresses.ok ? [] : ipvsFlowsOf(local, addresses.value, ranges)),
		...(local === undefined
			? []
			: outsideFlowsOf(local, routes, [...pods, ...ofServices], nameServersIn(resolvers))),
	];
};

export const netfilterPodPassage = defineProbe({
	id: 'netfilter.pod-passage',
	summary:
		'what becomes of packets of pods for pods of other nodes and for the API in the firewall of this node',
	needs: {
		rules: netfilterIptables,
		tables: netfilterNftInput,
		routes: ipRoute,
		ranges: clusterRanges,
		links: ipLink,
		lookups: netfilterLookups,
	},
	wants: {
		ip6tables: netfilterIp6tables,
		services: serviceEndpoints,
		cilium: ciliumConfiguration,
		resolvers: dnsHostResolvers,
		...{addresses: ipAddress, mode: kubeProxyMode, flags: kubeProxyArguments},
	},
	requests: () => [],
	parse: (
		_,
		{rules, tables, routes, ranges, links, lookups},
		{ip6tables, ...wanted},
	): readonly DroppedFlow[] => {
		const ofIpv6 = podFlowsOf(routes, ranges.pods, 'ipv6');
		const ipv6Rules = ip6tables.ok ? ip6tables.value : undefined;
		const ports = bridgePorts(links).map(({name}) => name);
		const guarded = guardedPods(tables);
		const ofAny = flowsOfIpv4(routesBeside(guarded, routes, ranges.pods), links, ranges, wanted);
		const ofOne = podFlowsAt(guarded, routes, ranges.pods, 'ipv4');
		const families = [
			{flows: [...ofAny, ...ofOne], rules, family: 'ipv4'},
			{flows: ofIpv6, rules: ipv6Rules ?? {}, family: 'ipv6'},
		] as const;
		const followed = families.flatMap(({flows, rules: given, family}) => {
			const netfilter = netfilterOf(given, tables, {
				...({policies: 'open', family} as const),
				...lookups,
			});
			return flows.map(({mark, ...flow}: PodFlow & {mark?: {known: undefined}}) => ({
				...flow,
				given,
				passage: passageOf(netfilter, {...flow.packet, bridgePorts: ports}, mark),
			}));
		});
		const dropped = followed.flatMap(({passage, given, ...flow}) =>
			passage.kind === 'dropped'
				? [
						{
							...flow,
							end: passage.end,
							shownBy: passage.shownBy,
							author: authorOf(passage, given),
							isAcceptedElsewhere: isAcceptedElsewhere(passage.shownBy, given),
						},
					]
				: [],
		);
		// To let pods reach one thing outside and not another is a choice; nothing at all is rarely one.
		const ofCluster = dropped.filter(({way}) => way !== 'outside');
		const isClosed = followed.every(({way, passage}) => way !== 'outside' || passage.kind === 'dropped');
		if (ofCluster.length > 0 || (dropped.length > 0 && isClosed)) {
			return isClosed ? dropped : ofCluster;
		}
		// What iptables cannot show of nf_tables is among the tables that nft shows.
		if (rules.legacy === undefined || (ofIpv6.length > 0 && ipv6Rules?.legacy === undefined)) {
			throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
		}
		const {undecided} = undecidedIn(
			followed.filter(({way, ofOne}) => way !== 'outside' && ofOne === undefined).map(({passage}) => passage),
		);
		if (undecided !== undefined) {
			throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
		}
		return [];
	},
});

import {defineProbe} from '../core/probe.ts';
import {isSetByCluster} from '../derive/marks-outside-cluster.ts';
import {markForRouting, markOnLeaving, netfilterOf} from '../derive/netfilter-hooks.ts';
import {podFlowsOf} from '../derive/pod-flows.ts';
import type {RoutedPacket} from '../derive/ruled-packets.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {peerPlan} from './peer.plan.ts';

/** Rules rarely tell peers apart. */
const mostPeers = 16;

export const netfilterPacketMarks = defineProbe({
	id: 'netfilter.packet-marks',
	summary:
		'the marks with which the kernel looks for the way of datagrams of VXLAN devices, which take over that of the packet in them, and of packets of pods',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput},
		...{links: ipLink, fdb: bridgeFdb, routes: ipRoute, ranges: clusterRanges},
	},
	wants: {plan: peerPlan},
	requests: () => [],
	parse: (_, {rules, tables, links, fdb, routes, ranges}, {plan}): readonly RoutedPacket[] => {
		const netfilter = netfilterOf(rules, tables);
		const nodes = plan.ok ? plan.value.peers.map(({underlay}) => underlay) : [];
		const datagrams = links.flatMap(({name, isUp, vxlan}) => {
			const {port, local, lower, isExternal = false} = vxlan ?? {};
			const entered = fdb.flatMap(({link, destination}) => (link === name ? (destination ?? []) : []));
			// A device that takes its tunnel from each packet names neither its peers nor an address of its own.
			const peers = (isExternal ? nodes : entered).filter(address => address.includes('.'));
			return !isUp || port === undefined || (!isExternal && local?.includes('.') !== true)
				? []
				: [...new Set(peers)].slice(0, mostPeers).map(destination => ({
						device: name,
						packet: {
							...({way: 'out', family: 'ipv4', protocol: 'udp', port} as const),
							...{source: local, destination, outgoing: lower},
						},
					}));
		});
		const ofPods = podFlowsOf(routes, ranges.pods, 'ipv4').flatMap(({packet}) =>
			packet.way === 'through' ? [{packet}] : [],
		);
		const open = netfilterOf(rules, tables, {policies: 'open'});
		// https://github.com/torvalds/linux/blob/master/net/ipv4/udp_tunnel_core.c (udp_tunnel_dst_lookup)
		const inherited = ofPods.flatMap(({packet: {outgoing, ...packet}}) => {
			const found = datagrams.some(({device}) => device === outgoing)
				? markOnLeaving(open, {...packet, outgoing})
				: undefined;
			return found === undefined || found.mark === 0
				? []
				: datagrams
						.filter(({device}) => device === outgoing)
						.map(datagram => ({...datagram, mark: found.mark, isInherited: true as const}));
		});
		const own = [...datagrams, ...ofPods].map(routed => {
			const found = markForRouting(netfilter, routed.packet);
			const {markedBy} = found ?? {};
			return {
				...routed,
				mark: found?.mark,
				...(markedBy !== undefined && !isSetByCluster(markedBy) && {markedBy}),
			};
		});
		return [...own, ...inherited];
	},
});

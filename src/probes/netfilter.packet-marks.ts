import {defineProbe} from '../core/probe.ts';
import {isSetByCluster} from '../derive/marks-outside-cluster.ts';
import {markForRouting, netfilterOf} from '../derive/netfilter-hooks.ts';
import {podFlowsOf} from '../derive/pod-flows.ts';
import type {RoutedPacket} from '../derive/ruled-packets.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

/** Rules rarely tell peers apart. */
const mostPeers = 16;

export const netfilterPacketMarks = defineProbe({
	id: 'netfilter.packet-marks',
	summary:
		'the marks with which the kernel looks for the way of datagrams of VXLAN devices and of packets of pods',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput},
		...{links: ipLink, fdb: bridgeFdb, routes: ipRoute, ranges: clusterRanges},
	},
	requests: () => [],
	parse: (_, {rules, tables, links, fdb, routes, ranges}): readonly RoutedPacket[] => {
		const netfilter = netfilterOf(rules, tables);
		const datagrams = links.flatMap(({name, isUp, vxlan}) => {
			const {port, local, lower, isExternal} = vxlan ?? {};
			const peers = fdb.flatMap(({link, destination = ''}) =>
				link === name && destination.includes('.') ? [destination] : [],
			);
			return !isUp || port === undefined || local?.includes('.') !== true || isExternal === true
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
		return [...datagrams, ...ofPods].map(routed => {
			const found = markForRouting(netfilter, routed.packet);
			const {markedBy} = found ?? {};
			return {
				...routed,
				mark: found?.mark,
				...(markedBy !== undefined && !isSetByCluster(markedBy) && {markedBy}),
			};
		});
	},
});

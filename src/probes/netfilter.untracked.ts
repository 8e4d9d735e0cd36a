import {defineProbe} from '../core/probe.ts';
import {netfilterOf, type ShownBy} from '../derive/netfilter-hooks.ts';
import {localPod} from '../derive/pod-flows.ts';
import {type ServicePacket, servicePackets} from '../derive/service-packets.ts';
import {nftRawChains, rawChainOf, untrackedBy} from '../derive/untracked.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

/** A rule that takes packets to a service out of connection tracking. */
export interface UntrackedService extends Omit<ServicePacket, 'packet'> {
	/** As an operator would find it, and as the tool prints it. */
	readonly rule: string;
	readonly excerpt: string;
	readonly shownBy: ShownBy;
}

export const netfilterUntracked = defineProbe({
	id: 'netfilter.untracked',
	summary:
		'rules of iptables and nftables that take packets to the services of the API and of the cluster DNS out of connection tracking',
	needs: {rules: netfilterIptables, routes: ipRoute, links: ipLink, ranges: clusterRanges},
	wants: {tables: netfilterNftInput},
	requests: () => [],
	parse: (_, {rules, routes, links, ranges}, {tables}): readonly UntrackedService[] => {
		const packets = servicePackets(localPod(routes, ranges.pods, 'ipv4'), ranges, links);
		const read = tables.ok ? tables.value : [];
		const {backends} = netfilterOf(rules, read);
		return backends.flatMap(({shownBy, chains}) =>
			packets.flatMap(({packet, ...target}) => {
				const raw = shownBy === 'nft' ? nftRawChains(read, chains, packet) : rawChainOf(packet);
				const end = untrackedBy(chains, raw, packet);
				return end?.rule === undefined
					? []
					: [{...target, rule: end.rule.text, excerpt: end.rule.excerpt, shownBy}];
			}),
		);
	},
});

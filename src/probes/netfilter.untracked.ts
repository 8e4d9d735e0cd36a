import {defineProbe} from '../core/probe.ts';
import {iptablesChains} from '../derive/iptables-walk.ts';
import type {ShownBy} from '../derive/netfilter-hooks.ts';
import {localPod} from '../derive/pod-flows.ts';
import {type ServicePacket, servicePackets} from '../derive/service-packets.ts';
import {untrackedBy} from '../derive/untracked.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

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
		'rules of iptables that take packets to the services of the API and of the cluster DNS out of connection tracking',
	needs: {rules: netfilterIptables, routes: ipRoute, links: ipLink, ranges: clusterRanges},
	requests: () => [],
	parse: (_, {rules, routes, links, ranges}): readonly UntrackedService[] => {
		const packets = servicePackets(localPod(routes, ranges.pods, 'ipv4'), ranges, links);
		return (['nft', 'legacy'] as const).flatMap(variant => {
			const ruleset = rules[variant];
			const chains = ruleset === undefined ? undefined : iptablesChains(ruleset);
			return chains === undefined
				? []
				: packets.flatMap(({packet, ...target}) => {
						const end = untrackedBy(chains, target.from === 'pods' ? 'raw PREROUTING' : 'raw OUTPUT', packet);
						return end?.rule === undefined
							? []
							: [
									{
										...target,
										rule: end.rule.text,
										excerpt: end.rule.excerpt,
										shownBy: `iptables-${variant}-save` as const,
									},
								];
					});
		});
	},
});

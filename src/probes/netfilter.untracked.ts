import {defineProbe} from '../core/probe.ts';
import type {Packet} from '../derive/chain-walk.ts';
import {firstServiceAddress} from '../derive/first-service-address.ts';
import {iptablesChains} from '../derive/iptables-walk.ts';
import type {ShownBy} from '../derive/netfilter-hooks.ts';
import {localPod} from '../derive/pod-flows.ts';
import {untrackedBy} from '../derive/untracked.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

/** A rule that takes packets to a service out of connection tracking. */
export interface UntrackedService {
	readonly from: 'pods' | 'this node';
	readonly service: 'the cluster DNS' | 'the API';
	readonly address: string;
	readonly protocol: 'tcp' | 'udp';
	readonly port: number;
	/** As an operator would find it, and as the tool prints it. */
	readonly rule: string;
	readonly excerpt: string;
	readonly shownBy: ShownBy;
}

/** NodeLocal DNSCache takes questions out of tracking itself: https://github.com/kubernetes/dns/tree/master/cmd/node-cache */
const hasDnsCache = (names: readonly string[]): boolean => names.includes('nodelocaldns');

export const netfilterUntracked = defineProbe({
	id: 'netfilter.untracked',
	summary:
		'rules of iptables that take packets to the services of the API and of the cluster DNS out of connection tracking',
	needs: {rules: netfilterIptables, routes: ipRoute, links: ipLink, ranges: clusterRanges},
	requests: () => [],
	parse: (_, {rules, routes, links, ranges}): readonly UntrackedService[] => {
		const pod = localPod(routes, ranges.pods, 'ipv4');
		const dns = hasDnsCache(links.map(({name}) => name))
			? undefined
			: ranges.dns.find(ip => !ip.includes(':'));
		const services = [
			{service: 'the cluster DNS', address: dns, protocol: 'udp', port: 53},
			{service: 'the API', address: firstServiceAddress(ranges.services), protocol: 'tcp', port: 443},
		] as const;
		return (['nft', 'legacy'] as const).flatMap(variant => {
			const ruleset = rules[variant];
			const chains = ruleset === undefined ? undefined : iptablesChains(ruleset);
			return chains === undefined
				? []
				: services.flatMap(({address, ...service}) => {
						if (address === undefined) {
							return [];
						}
						const common = {
							family: 'ipv4',
							protocol: service.protocol,
							port: service.port,
							destination: address,
						} as const;
						const ofPod: Packet | undefined = pod && {
							...common,
							...({way: 'through', source: pod.address, incoming: pod.device, outgoing: undefined} as const),
						};
						const own: Packet = {...common, way: 'out', source: undefined, outgoing: undefined};
						const found = [
							['pods', ofPod && untrackedBy(chains, 'raw PREROUTING', ofPod)],
							['this node', untrackedBy(chains, 'raw OUTPUT', own)],
						] as const;
						return found.flatMap(([from, end]) =>
							end?.rule === undefined
								? []
								: [
										{
											...{from, ...service, address},
											rule: end.rule.text,
											excerpt: end.rule.excerpt,
											shownBy: `iptables-${variant}-save` as const,
										},
									],
						);
					});
		});
	},
});

import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {localCiliumPod, localPod} from '../derive/pod-flows.ts';
import {type PodMasquerade, podMasquerade} from '../derive/pod-masquerade.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';

export const netfilterPodMasquerade = defineProbe({
	id: 'netfilter.pod-masquerade',
	summary:
		'whether what pods send out of the cluster comes to the rule of the CNI that masquerades it, for IPv4',
	needs: {rules: netfilterIptables, routes: ipRoute, links: ipLink, ranges: clusterRanges},
	wants: {chains: netfilterNftChains},
	requests: () => [],
	parse: (
		_,
		{rules, routes, links, ranges},
		{chains},
	): Exclude<PodMasquerade, {readonly kind: 'undecided'}> => {
		const pod = localPod(routes, ranges.pods, 'ipv4') ?? localCiliumPod(routes, links, ranges.pods);
		const found = podMasquerade(pod, routes, rules, chains.ok ? chains.value : []);
		if (found.kind === 'undecided') {
			throw new Unavailable('unparseable', `cannot tell from this rule on: ${found.from}`);
		}
		if (found.kind === 'kept' && !chains.ok) {
			throw new Unavailable(chains.reason, chains.detail);
		}
		const isWhole = rules.nft?.incompatibleTables.includes('nat') === false && rules.legacy !== undefined;
		if (found.kind !== 'masqueraded' && !isWhole) {
			throw new Unavailable('dependency', 'the table nat of one back-end of iptables could not be read');
		}
		return found;
	},
});

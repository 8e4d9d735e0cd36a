import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {authorOf, type NetfilterAuthor} from '../derive/netfilter-author.ts';
import {
	type BackendRules,
	type NetfilterDrop,
	netfilterOf,
	passageOf,
	undecidedIn,
} from '../derive/netfilter-hooks.ts';
import {type PodFlow, podFlowsOf} from '../derive/pod-flows.ts';
import type {IptablesRuleset} from '../parsers/iptables-save.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

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

export const netfilterPodPassage = defineProbe({
	id: 'netfilter.pod-passage',
	summary: 'what becomes of IPv4 packets between pods of different nodes in the firewall of this node',
	needs: {rules: netfilterIptables, tables: netfilterNftInput, routes: ipRoute, ranges: clusterRanges},
	requests: () => [],
	parse: (_, {rules, tables, routes, ranges}): readonly DroppedFlow[] => {
		const netfilter = netfilterOf(rules, tables, {policies: 'open'});
		const flows = podFlowsOf(routes, ranges.pods, 'ipv4').map(flow => ({
			...flow,
			passage: passageOf(netfilter, flow.packet),
		}));
		const dropped = flows.flatMap(({passage, ...flow}) =>
			passage.kind === 'dropped'
				? [
						{
							...flow,
							end: passage.end,
							shownBy: passage.shownBy,
							author: authorOf(passage, rules),
							isAcceptedElsewhere: isAcceptedElsewhere(passage.shownBy, rules),
						},
					]
				: [],
		);
		// What iptables cannot show of nf_tables is among the tables that nft shows.
		if (dropped.length === 0 && rules.legacy === undefined) {
			throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
		}
		const {undecided} = undecidedIn(flows.map(({passage}) => passage));
		if (dropped.length === 0 && undecided !== undefined) {
			throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
		}
		return dropped;
	},
});

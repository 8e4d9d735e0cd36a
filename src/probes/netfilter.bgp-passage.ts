import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type BgpPortDrop, bgpPortPassage} from '../derive/bgp-port.ts';
import {routingOf} from '../derive/route-lookup.ts';
import {birdProtocols} from './bird.protocols.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

export const netfilterBgpPassage = defineProbe({
	id: 'netfilter.bgp-passage',
	summary: 'what becomes of BGP with neighbours whose sessions are down in the firewall of this node',
	needs: {
		...{birds: birdProtocols, rules: netfilterIptables, tables: netfilterNftInput},
		...{routes: ipRoute, routingRules: ipRule},
	},
	requests: () => [],
	parse: (_, {birds, rules, tables, routes, routingRules}): readonly BgpPortDrop[] => {
		const {drops, isAsked, undecided} = bgpPortPassage(
			birds,
			rules,
			tables,
			routingOf('ipv4', routingRules, routes),
		);
		// What iptables cannot show of nf_tables is among the tables that nft shows.
		if (drops.length === 0 && isAsked && rules.legacy === undefined) {
			throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
		}
		if (drops.length === 0 && undecided !== undefined) {
			throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
		}
		return drops;
	},
});

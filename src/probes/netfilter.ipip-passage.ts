import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {ipipPassage} from '../derive/ipip-passage.ts';
import type {OverlayPortPassage} from '../derive/overlay-port.ts';
import {ipRoute} from './ip.route.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

export const netfilterIpipPassage = defineProbe({
	id: 'netfilter.ipip-passage',
	summary: 'what becomes of IP-in-IP, protocol 4, of other nodes and for them in the firewall of this node',
	needs: {rules: netfilterIptables, tables: netfilterNftInput, routes: ipRoute},
	requests: () => [],
	parse: (_, {rules, tables, routes}): OverlayPortPassage => {
		const passage = ipipPassage(routes, rules, tables);
		if (passage.incoming.length === 0 && passage.outgoing.length === 0) {
			// What iptables cannot show of nf_tables is among the tables that nft shows.
			if (rules.legacy === undefined) {
				throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
			}
			if (passage.undecided !== undefined) {
				throw new Unavailable('unparseable', `cannot tell from this rule on: ${passage.undecided}`);
			}
		}
		return passage;
	},
});

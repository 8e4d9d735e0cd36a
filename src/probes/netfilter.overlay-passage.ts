import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {OverlayPortPassage} from '../derive/overlay-port.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterOverlayWalk} from './netfilter.overlay-walk.ts';

export const netfilterOverlayPassage = defineProbe({
	id: 'netfilter.overlay-passage',
	summary: 'what certainly becomes of the datagrams of VXLAN devices in the firewall of this node, by device',
	needs: {passages: netfilterOverlayWalk, rules: netfilterIptables},
	requests: () => [],
	parse: (_, {passages, rules}): ReadonlyMap<string, OverlayPortPassage> => {
		const all = [...passages.values()];
		if (all.every(({incoming, outgoing}) => incoming.length === 0 && outgoing.length === 0)) {
			// What iptables cannot show of nf_tables is among the tables that nft shows.
			if (all.length > 0 && rules.legacy === undefined) {
				throw new Unavailable('dependency', 'the legacy back-end of iptables could not be read');
			}
			const undecided = all.find(passage => passage.undecided !== undefined)?.undecided;
			if (undecided !== undefined) {
				throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
			}
		}
		return passages;
	},
});

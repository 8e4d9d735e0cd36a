import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type OverlayPortPassage, overlayPortPassage} from '../derive/overlay-port.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

export const netfilterOverlayPassage = defineProbe({
	id: 'netfilter.overlay-passage',
	summary: 'what becomes of the datagrams of VXLAN devices in the firewall of this node, by device',
	needs: {rules: netfilterIptables, tables: netfilterNftInput, links: ipLink, fdb: bridgeFdb},
	requests: () => [],
	parse: (_, {rules, tables, links, fdb}): ReadonlyMap<string, OverlayPortPassage> => {
		const passages = new Map(
			links
				.filter(({flags}) => flags.includes('UP'))
				.flatMap(link => {
					const peers = fdb.flatMap(entry => (entry.link === link.name ? (entry.destination ?? []) : []));
					const passage = overlayPortPassage(link, peers, rules, tables);
					return passage === undefined ? [] : [[link.name, passage] as const];
				}),
		);
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

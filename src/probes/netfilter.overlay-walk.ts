import {defineProbe} from '../core/probe.ts';
import {type OverlayPortPassage, overlayPortPassage} from '../derive/overlay-port.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

export const netfilterOverlayWalk = defineProbe({
	id: 'netfilter.overlay-walk',
	summary:
		'what becomes of the datagrams of VXLAN devices in the firewall of this node, by device, as far as it can be told',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput, lookups: netfilterLookups},
		...{links: ipLink, fdb: bridgeFdb},
	},
	requests: () => [],
	parse: (_, {rules, tables, lookups, links, fdb}): ReadonlyMap<string, OverlayPortPassage> =>
		new Map(
			links
				.filter(({flags}) => flags.includes('UP'))
				.flatMap(link => {
					const peers = fdb.flatMap(entry => (entry.link === link.name ? (entry.destination ?? []) : []));
					const passage = overlayPortPassage(link, peers, rules, tables, lookups);
					return passage === undefined ? [] : [[link.name, passage] as const];
				}),
		),
});

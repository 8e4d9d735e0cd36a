import {defineProbe} from '../core/probe.ts';
import {type OverlayPortPassage, overlayPortPassage} from '../derive/overlay-port.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {netfilterQueues} from './netfilter.queues.ts';

export const netfilterOverlayWalk = defineProbe({
	id: 'netfilter.overlay-walk',
	summary:
		'what becomes of the datagrams of VXLAN devices in the firewall of this node, by device, as far as it can be told',
	needs: {rules: netfilterIptables, tables: netfilterNftInput, links: ipLink, fdb: bridgeFdb},
	wants: {queues: netfilterQueues},
	requests: () => [],
	parse: (_, {rules, tables, links, fdb}, {queues}): ReadonlyMap<string, OverlayPortPassage> =>
		new Map(
			links
				.filter(({flags}) => flags.includes('UP'))
				.flatMap(link => {
					const peers = fdb.flatMap(entry => (entry.link === link.name ? (entry.destination ?? []) : []));
					const passage = overlayPortPassage(link, peers, rules, tables, {
						readers: queues.ok ? queues.value : undefined,
					});
					return passage === undefined ? [] : [[link.name, passage] as const];
				}),
		),
});

import {defineProbe} from '../core/probe.ts';
import {type OverlayPortPassage, overlayPortPassage} from '../derive/overlay-port.ts';
import {lookupRoute, type Routing, routingOf} from '../derive/route-lookup.ts';
import type {Link} from '../parsers/ip-link.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {peerPlan} from './peer.plan.ts';

/** The one device by which all these nodes are reached, if it is one. */
const deviceTo = (nodes: readonly string[], routing: Routing): string | undefined => {
	const devices = nodes.map(destination => {
		const found = lookupRoute(routing, {destination});
		return found.kind === 'route' && found.route.type === 'unicast' ? found.route.dev : undefined;
	});
	const [first] = devices;
	return devices.every(device => device === first) ? first : undefined;
};

export const netfilterOverlayWalk = defineProbe({
	id: 'netfilter.overlay-walk',
	summary:
		'what becomes of the datagrams of VXLAN devices in the firewall of this node, by device, as far as it can be told',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput, lookups: netfilterLookups},
		...{links: ipLink, fdb: bridgeFdb},
	},
	wants: {plan: peerPlan, rules: ipRule, routes: ipRoute},
	requests: () => [],
	parse: (
		_,
		{rules, tables, lookups, links, fdb},
		{plan, ...tried},
	): ReadonlyMap<string, OverlayPortPassage> => {
		const routing =
			tried.rules.ok && tried.routes.ok
				? routingOf('ipv4', tried.rules.value, tried.routes.value)
				: undefined;
		const nodes = plan.ok ? plan.value.peers.map(({underlay}) => underlay) : [];
		/** A device that takes its tunnel from each packet names neither its peers nor the device below it. */
		const completed = (link: Link): {readonly link: Link; readonly peers: readonly string[]} => {
			const entered = fdb.flatMap(entry => (entry.link === link.name ? (entry.destination ?? []) : []));
			const lower =
				link.vxlan?.isExternal === true && routing !== undefined ? deviceTo(nodes, routing) : undefined;
			return link.vxlan === undefined || lower === undefined
				? {link, peers: entered}
				: {link: {...link, vxlan: {...link.vxlan, lower}}, peers: nodes};
		};
		return new Map(
			links
				.filter(({flags}) => flags.includes('UP'))
				.flatMap(one => {
					const {link, peers} = completed(one);
					const passage = overlayPortPassage(link, peers, rules, tables, lookups);
					return passage === undefined ? [] : [[link.name, passage] as const];
				}),
		);
	},
});

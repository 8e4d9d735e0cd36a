import {defineProbe} from '../core/probe.ts';
import {isClusterDevice} from '../derive/cni-devices.ts';
import {netfilterOf} from '../derive/netfilter-hooks.ts';
import {type PeerTrafficDrop, peerTrafficDrop} from '../derive/peer-traffic.ts';
import {routingOf} from '../derive/route-lookup.ts';
import {ipLink} from './ip.link.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {peerPlan} from './peer.plan.ts';

export const netfilterPeerPassage = defineProbe({
	id: 'netfilter.peer-passage',
	summary: 'where connections of this node to the kubelets of others certainly end in the firewall here',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput, lookups: netfilterLookups},
		...{routes: ipRoute, routingRules: ipRule, links: ipLink, plan: peerPlan},
	},
	requests: () => [],
	parse: (_, {rules, tables, lookups, routes, routingRules, links, plan}): readonly PeerTrafficDrop[] => {
		const netfilter = netfilterOf(rules, tables, lookups);
		const routing = routingOf('ipv4', routingRules, routes);
		const tunnelPort = links.find(({name, vxlan}) => vxlan !== undefined && isClusterDevice(name))?.vxlan
			?.port;
		return plan.peers.flatMap(
			({underlay}) => peerTrafficDrop(underlay, netfilter, routing, tunnelPort) ?? [],
		);
	},
});

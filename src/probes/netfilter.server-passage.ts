import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {familyOf} from '../derive/cidr.ts';
import {netfilterOf, undecidedIn} from '../derive/netfilter-hooks.ts';
import {routingOf} from '../derive/route-lookup.ts';
import {closedServerPorts, type ServerPortDrop, serverPassages} from '../derive/server-ports.ts';
import {ipAddress} from './ip.address.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {peerPlan} from './peer.plan.ts';
import {serviceEndpoints} from './service.endpoints.ts';

export const netfilterServerPassage = defineProbe({
	id: 'netfilter.server-passage',
	summary: 'which connections of other nodes to the ports of this server certainly end in the firewall here',
	needs: {
		...{rules: netfilterIptables, tables: netfilterNftInput, lookups: netfilterLookups},
		...{routes: ipRoute, routingRules: ipRule, addresses: ipAddress},
		...{plan: peerPlan, services: serviceEndpoints},
	},
	requests: () => [],
	parse: (_, evidence): readonly ServerPortDrop[] => {
		const {rules, tables, lookups, routes, routingRules, addresses, plan, services} = evidence;
		// The rules are IPv4's, and so is what they are asked.
		const announced = (services.api?.endpoints ?? [])
			.map(({address}) => address)
			.filter(address => familyOf(address) === 'ipv4');
		const passages = serverPassages(
			addresses.filter(({address}) => announced.includes(address)),
			plan.peers.map(({underlay}) => underlay),
			netfilterOf(rules, tables, {...lookups, policies: 'open'}),
			routingOf('ipv4', routingRules, routes),
		);
		const drops = closedServerPorts(passages);
		const {undecided} = undecidedIn(passages.map(({passage}) => passage));
		if (drops.length === 0 && undecided !== undefined) {
			throw new Unavailable('unparseable', `cannot tell from this rule on: ${undecided}`);
		}
		return drops;
	},
});

import {defineProbe} from '../core/probe.ts';
import {routingOf} from '../derive/route-lookup.ts';
import {type StaleDatagrams, staleDatagrams, translatedPorts} from '../derive/stale-datagrams.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {hostLocalDirectory} from './host-local.directory.ts';
import {ipAddress} from './ip.address.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

export const serviceStaleDatagrams = defineProbe({
	id: 'service.stale-datagrams',
	summary:
		'datagrams to services and host ports that connection tracking sends elsewhere than the rules do, and that get no answer',
	needs: {
		...{entries: conntrackEntries, rules: netfilterIptables, addresses: ipAddress},
		...{routes: ipRoute, routingRules: ipRule},
	},
	// Only addresses behind the bridge of flannel are told by them.
	wants: {leases: hostLocalDirectory},
	requests: () => [],
	parse: (_, {entries, rules, addresses, routes, routingRules}, {leases}): readonly StaleDatagrams[] =>
		staleDatagrams(entries, translatedPorts(rules), {
			addresses: addresses.filter(({family}) => family === 'ipv4').map(({address}) => address),
			routing: routingOf('ipv4', routingRules, routes),
			leased: new Set(
				leases.ok ? leases.value.flatMap(lease => lease.addresses.map(({address}) => address)) : [],
			),
		}),
});

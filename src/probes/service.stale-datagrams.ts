import {textOf} from '../core/evidence.ts';
import {defineProbe, type EvidenceOf, type ValuesOf} from '../core/probe.ts';
import type {Request} from '../core/request.ts';
import {routingOf} from '../derive/route-lookup.ts';
import {type StaleDatagrams, staleDatagrams, stillSent, translatedPorts} from '../derive/stale-datagrams.ts';
import {type ConntrackEntry, parseConntrack} from '../parsers/conntrack.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {hostLocalDirectory} from './host-local.directory.ts';
import {ipAddress} from './ip.address.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {netfilterIptables} from './netfilter.iptables.ts';

const sources = {
	...{entries: conntrackEntries, rules: netfilterIptables, addresses: ipAddress},
	...{routes: ipRoute, routingRules: ipRule},
} as const;
// Only addresses behind the bridge of flannel are told by them.
const further = {leases: hostLocalDirectory} as const;

const again: Request = {kind: 'file', path: '/proc/net/nf_conntrack', sample: 'last'};

const staleIn = (
	entries: readonly ConntrackEntry[],
	{rules, addresses, routes, routingRules}: Omit<ValuesOf<typeof sources>, 'entries'>,
	{leases}: EvidenceOf<typeof further>,
): readonly StaleDatagrams[] =>
	staleDatagrams(entries, translatedPorts(rules), {
		addresses: addresses.filter(({family}) => family === 'ipv4').map(({address}) => address),
		routing: routingOf('ipv4', routingRules, routes),
		leased: new Set(
			leases.ok ? leases.value.flatMap(lease => lease.addresses.map(({address}) => address)) : [],
		),
	});

export const serviceStaleDatagrams = defineProbe({
	id: 'service.stale-datagrams',
	summary:
		'datagrams to services and host ports that connection tracking sends elsewhere than the rules do, and that get no answer; the table is read again only where there are some, for those that are still sent',
	needs: sources,
	wants: further,
	requests: ({entries, ...others}, wants) => (staleIn(entries, others, wants).length === 0 ? [] : [again]),
	parse: ([reply], {entries, ...others}, wants): readonly StaleDatagrams[] => {
		if (reply === undefined) {
			return [];
		}
		return stillSent(staleIn(parseConntrack(textOf(reply)), others, wants), entries);
	},
});

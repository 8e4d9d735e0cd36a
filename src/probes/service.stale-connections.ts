import {textOf} from '../core/evidence.ts';
import {defineProbe, type ValuesOf} from '../core/probe.ts';
import {api, type Request} from '../core/request.ts';
import {sliceFields, slicesPath} from '../derive/ready-endpoints.ts';
import {keptConnections, type StaleConnections, staleConnections} from '../derive/stale-connections.ts';
import {stillSent} from '../derive/stale-datagrams.ts';
import {type ConntrackEntry, parseConntrack} from '../parsers/conntrack.ts';
import {parseEndpointSlices} from '../parsers/endpoint-slice.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {type ServiceTarget, serviceEndpoints} from './service.endpoints.ts';

export interface StaleDnsConnections {
	/** Absent where the API does not tell it. */
	readonly dns?: ServiceTarget;
	readonly stale: readonly StaleConnections[];
}

const sources = {entries: conntrackEntries, services: serviceEndpoints, ranges: clusterRanges} as const;
type Needs = ValuesOf<typeof sources>;

/** The rules of kube-proxy may be as old as the entries. */
const listedDns = ({services: {dns}}: Needs): ServiceTarget | undefined =>
	dns?.source === 'EndpointSlices' ? dns : undefined;

const keptIn = (
	entries: readonly ConntrackEntry[],
	dns: ServiceTarget,
	{ranges}: Needs,
	alsoListed: readonly string[] = [],
): readonly StaleConnections[] =>
	dns.listed === undefined
		? []
		: keptConnections(entries, {...dns, listed: [...dns.listed, ...alsoListed]}, ranges.pods);

const again = ({name}: ServiceTarget): readonly Request[] => {
	const [namespace = '', service = ''] = name.split('/');
	return [
		{kind: 'file', path: '/proc/net/nf_conntrack', sample: 'last'},
		// A pod that was added since the list was read may be in both samples.
		{...api(slicesPath(namespace, service), ...sliceFields), sample: 'last'},
	];
};

export const serviceStaleConnections = defineProbe({
	id: 'service.stale-connections',
	summary:
		'questions to the cluster DNS that connection tracking sends to what is no endpoint of it; the table and the endpoints are read again only where such a pod has answered before, for what is still sent',
	needs: sources,
	requests: needs => {
		const dns = listedDns(needs);
		return dns === undefined || keptIn(needs.entries, dns, needs).length === 0 ? [] : again(dns);
	},
	parse: ([reply, slices], needs): StaleDnsConnections => {
		const dns = listedDns(needs);
		if (dns === undefined) {
			return {stale: []};
		}
		const silent = staleConnections(needs.entries, dns);
		if (reply === undefined) {
			return {dns, stale: silent};
		}
		const later = parseEndpointSlices(textOf(slices)).flatMap(({endpoints}) =>
			endpoints.flatMap(({addresses}) => addresses),
		);
		const kept = keptIn(parseConntrack(textOf(reply)), dns, needs, later);
		return {dns, stale: [...silent, ...stillSent(kept, needs.entries)]};
	},
});

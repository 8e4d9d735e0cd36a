import {defineProbe} from '../core/probe.ts';
import {answeredOutside, insideOf} from '../derive/answered-outside.ts';
import type {ConntrackEntry} from '../parsers/conntrack.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {ipAddress} from './ip.address.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';

export const podKnownOutside = defineProbe({
	id: 'pod.known-outside',
	summary:
		'tracked connections that somebody outside of the cluster answered to the address that sent them, as routers can that know the pods',
	needs: {
		...{entries: conntrackEntries, ranges: clusterRanges},
		...{nodes: kubernetesNodes, addresses: ipAddress},
	},
	requests: () => [],
	parse: (_, {entries, ranges, nodes, addresses}): readonly ConntrackEntry[] =>
		answeredOutside(entries, insideOf(ranges, nodes, addresses)),
});

import {defineProbe} from '../core/probe.ts';
import {answeredOutside} from '../derive/answered-outside.ts';
import type {ConntrackEntry} from '../parsers/conntrack.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';

export const podKnownOutside = defineProbe({
	id: 'pod.known-outside',
	summary:
		'tracked connections that somebody outside of the cluster answered to the address that sent them, as routers can that know the pods; none where connections cannot be read',
	wants: {entries: conntrackEntries, ranges: clusterRanges, nodes: kubernetesNodes},
	requests: () => [],
	parse: (_, __, {entries, ranges, nodes}): readonly ConntrackEntry[] =>
		entries.ok && ranges.ok && nodes.ok
			? answeredOutside(entries.value, [
					...[...ranges.value.pods, ...ranges.value.services],
					...nodes.value.flatMap(({internalIps, externalIps, podCidrs}) => [
						...[...internalIps, ...externalIps, ...podCidrs],
					]),
				])
			: [],
});

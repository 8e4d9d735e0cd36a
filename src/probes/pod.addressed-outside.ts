import {defineProbe} from '../core/probe.ts';
import {addressedFromOutside, insideOf} from '../derive/answered-outside.ts';
import type {ConntrackEntry} from '../parsers/conntrack.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {ipAddress} from './ip.address.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';

export const podAddressedOutside = defineProbe({
	id: 'pod.addressed-outside',
	summary:
		'tracked connections that somebody outside of the cluster seems to have begun, with what they were sent to as their beginner: answers to pods that programs of Cilium let out',
	needs: {
		...{entries: conntrackEntries, ranges: clusterRanges},
		...{nodes: kubernetesNodes, addresses: ipAddress},
	},
	requests: () => [],
	parse: (_, {entries, ranges, nodes, addresses}): readonly ConntrackEntry[] =>
		addressedFromOutside(entries, insideOf(ranges, nodes, addresses)),
});

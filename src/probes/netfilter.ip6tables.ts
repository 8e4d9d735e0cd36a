import {defineProbe} from '../core/probe.ts';
import {backendRequests, backendRulesIn} from '../derive/iptables-backends.ts';
import type {BackendRules} from '../derive/netfilter-hooks.ts';
import {clusterRanges} from './cluster.ranges.ts';

export const netfilterIp6tables = defineProbe({
	id: 'netfilter.ip6tables',
	summary: 'IPv6 rules of both back-ends of iptables, with counters; nothing where pods have no IPv6',
	needs: {ranges: clusterRanges},
	requests: ({ranges}) =>
		ranges.pods.some(range => range.includes(':')) ? backendRequests('ip6tables') : [],
	parse: (replies): BackendRules | undefined => (replies.length === 0 ? undefined : backendRulesIn(replies)),
});

import {defineProbe} from '../core/probe.ts';
import {backendRequests, backendRulesIn} from '../derive/iptables-backends.ts';
import type {BackendRules} from '../derive/netfilter-hooks.ts';

export const netfilterIptables = defineProbe({
	id: 'netfilter.iptables',
	summary: 'IPv4 rules of both back-ends of iptables, with counters',
	requests: () => backendRequests('iptables'),
	parse: (replies): BackendRules => backendRulesIn(replies),
});

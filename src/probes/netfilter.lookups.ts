import {defineProbe} from '../core/probe.ts';
import type {Lookups} from '../derive/iptables-walk.ts';
import {netfilterQueues} from './netfilter.queues.ts';
import {netfilterSets} from './netfilter.sets.ts';

export const netfilterLookups = defineProbe({
	id: 'netfilter.lookups',
	summary: 'what rules refer to and do not hold themselves: queues and sets, as far as they could be read',
	wants: {queues: netfilterQueues, sets: netfilterSets},
	requests: () => [],
	parse: (_, __, {queues, sets}): Lookups => ({
		...(queues.ok && {readers: queues.value}),
		...(sets.ok && {sets: sets.value}),
	}),
});

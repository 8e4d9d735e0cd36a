import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';

/** Queues of packets by their numbers: https://github.com/torvalds/linux/blob/master/net/netfilter/nfnetlink_queue.c (seq_show) */
const path = '/proc/net/netfilter/nfnetlink_queue';

export const netfilterQueues = defineProbe({
	id: 'netfilter.queues',
	summary: 'queues of packets that a program reads, where a rule hands packets to one',
	needs: {rules: netfilterIptables, tables: netfilterNftInput},
	requests: ({rules, tables}) => {
		const rulesets = [rules.nft, rules.legacy].flatMap(ruleset => ruleset?.tables ?? []);
		const isAsked =
			rulesets.some(({chains}) =>
				chains.some(chain => chain.rules.some(({target = ''}) => /^(?:NF)?QUEUE$/.test(target))),
			) ||
			tables.some(({chains}) =>
				chains.some(chain => chain.rules.some(({expressions}) => expressions.some(one => 'queue' in one))),
			);
		return isAsked ? [file(path)] : [];
	},
	/** The kernel has no such file before the first program reads a queue. */
	parse: ([reply]): ReadonlySet<number> => {
		const text = reply === undefined ? undefined : textIfFound(reply);
		return new Set(
			(text ?? '').split('\n').flatMap(line => {
				const number = /^\s*(\d+)\s+-?\d+\s/.exec(line)?.[1];
				return number === undefined ? [] : [Number(number)];
			}),
		);
	},
});

import {test} from 'vitest';
import check from '../../../checks/host/conntrack-drops.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';

const lines = (
	count: number,
	ago: number,
	message = 'nf_conntrack: nf_conntrack: table full, dropping packet',
) => Array.from({length: count}, (_, index) => ({time: minutesAgo(ago - index / 100), message}));

testCheck(test, check, {
	passes: {
		'a quiet log': {evidence: {log: [], now}},
		'a burst of an hour ago': {evidence: {log: lines(40, 55), now}},
		once: {evidence: {log: lines(1, 5), now}},
		'another table': {evidence: {log: lines(9, 5, 'neighbour: arp_cache: neighbor table overflow!'), now}},
	},
	fails: {
		'again and again': {
			evidence: {log: lines(5, 14), now},
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'Sysctl', name: 'net.netfilter.nf_conntrack_max'},
					text: '5 times in the last 30 minutes',
				},
			],
		},
	},
});

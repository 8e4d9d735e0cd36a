import {test} from 'vitest';
import check from '../../../checks/underlay/reply-ports.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {tracked} from '../conntrack-builders.ts';

const connections = (ports: readonly number[], isReplied: boolean, to = '203.0.113.10') =>
	ports.map(backPort => tracked('tcp', {to, port: 443, back: '10.0.0.2', backPort, isReplied}));
const low = [2049, 5120, 11_003, 17_777, 24_000, 31_999];
const high = [33_001, 40_012, 44_444, 51_000, 58_712, 62_000];

testCheck(test, check, {
	environment: {nodeName: told('node-2')},
	passes: {
		'nothing is tracked': {evidence: {entries: []}},
		'all are answered': {evidence: {entries: connections([...low, ...high], true)}},
		'a server that answers nobody': {
			evidence: {entries: [...connections(low, false), ...connections(high, true, '203.0.113.99')]},
		},
		'ports without a border': {
			evidence: {
				entries: [...connections([...low.slice(1), 60_000], false), ...connections(high, true)],
			},
		},
		'too few to tell from chance': {
			evidence: {entries: [...connections(low.slice(1), false), ...connections(high, true)]},
		},
		'connections that are not masqueraded': {
			evidence: {
				entries: [...low, ...high].map(backPort =>
					tracked('tcp', {port: 443, backPort, isReplied: backPort > 32_768}),
				),
			},
		},
	},
	fails: {
		'answers to low ports are dropped': {
			evidence: {entries: [...connections(low, false), ...connections(high, true)]},
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'never with 2049 to 31999 (6 now)',
				},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/host/martian-packets.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {kernelSays} from '../kernel-lines.ts';

const ranges = {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'};
const of = (message: string, times = 9, ago = 10) => ({
	log: kernelSays([message], {times, ago}),
	ranges,
	now,
});
const pods = 'IPv4: martian source 10.42.1.5 from 10.42.2.7, on dev eth1';

testCheck(test, check, {
	passes: {
		'a quiet log': {evidence: {log: [], ranges, now}},
		'stragglers of a pod that is gone': {evidence: of(pods, 3)},
		'an hour ago': {evidence: of(pods, 9, 70)},
		'addresses that are none of the cluster': {
			evidence: of('IPv4: martian source 192.0.2.255 from 198.51.100.7, on dev eth0'),
		},
	},
	fails: {
		'pods that come by another way': {
			evidence: of(pods),
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'Interface', name: 'eth1'},
					text: 'packets from 10.42.2.7 to 10.42.1.5 that arrive at eth1',
				},
			],
		},
	},
});

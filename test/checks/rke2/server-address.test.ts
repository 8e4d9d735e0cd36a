import {test} from 'vitest';
import check from '../../../checks/rke2/server-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses} from '../flannel-builders.ts';

testCheck(test, check, {
	passes: {
		'another machine': {evidence: {servers: ['10.0.0.1:6443'], addresses}},
		'over IPv6': {evidence: {servers: ['[fd00::1]:6443'], addresses}},
		'a name': {evidence: {servers: ['rke2.example.org:6443'], addresses}},
		'no list': {evidence: {servers: [], addresses}},
	},
	fails: {
		'its own address': {
			evidence: {servers: ['10.0.0.2:6443', '10.0.0.3:6443'], addresses},
			findings: [
				{
					message: 'ownAddress',
					subject: {kind: 'Endpoint', name: '10.0.0.2:6443'},
					text: "a server is at 10.0.0.2:6443, which is this agent's own address on eth0",
				},
			],
		},
	},
});

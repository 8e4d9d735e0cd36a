import {test} from 'vitest';
import check from '../../../checks/interface/internal-ip.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, addressOf, flannelNode} from '../flannel-builders.ts';

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {node: flannelNode(2), addresses}},
		'a cloud that lists addresses the system does not know': {
			evidence: {node: flannelNode(2, {internalIps: ['172.31.0.9', '10.0.0.2']}), addresses},
		},
		'not registered yet': {evidence: {node: flannelNode(2, {internalIps: []}), addresses}},
		'on lo': {evidence: {node: flannelNode(2), addresses: [addressOf('lo', '10.0.0.2/32')]}},
	},
	fails: {
		'DHCP gave another address': {
			evidence: {node: flannelNode(2), addresses: [addressOf('eth0', '10.0.0.9/24')]},
			findings: [
				{message: 'gone', subject: {kind: 'Node', name: 'node-2'}, text: 'registered with 10.0.0.2'},
			],
		},
	},
});

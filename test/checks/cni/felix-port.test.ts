import {test} from 'vitest';
import check from '../../../checks/cni/felix-port.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const socket = (name: string | undefined, address = '127.0.0.1') => ({
	address,
	port: 9099,
	processes: name === undefined ? [] : [{name, pid: 812}],
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'nobody was asked for, as Felix answers': {evidence: {sockets: []}},
		'Felix, which does not answer': {evidence: {sockets: [socket('calico-node')]}},
		'somebody whom only root may know': {evidence: {sockets: [socket(undefined)]}},
	},
	fails: {
		'an exporter': {
			evidence: {sockets: [socket('node_exporter', '*')]},
			findings: [
				{
					message: 'taken',
					subject: {kind: 'Endpoint', name: '*:9099'},
					text: 'node_exporter (process 812) listens on port 9099',
				},
			],
		},
	},
});

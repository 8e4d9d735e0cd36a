import {test} from 'vitest';
import check from '../../../checks/cni/felix-port.ts';
import {testCheck, told} from '../../../src/testing.ts';
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
		'an exporter on an address of the machine, beside which Felix has its own': {
			evidence: {sockets: [socket('node_exporter', '10.0.0.5'), socket('node_exporter', '[fd00::5]')]},
		},
		'an exporter on the IPv6 loopback, which Felix of an IPv4 cluster does not use': {
			evidence: {sockets: [socket('node_exporter', '[::1]')]},
		},
		'somebody whom only root may know': {evidence: {sockets: [socket(undefined)]}},
	},
	fails: {
		'an exporter on localhost, where there is IPv6 only': {
			environment: {...calicoNode, families: told<readonly ['ipv6']>(['ipv6'])},
			evidence: {sockets: [socket('node_exporter', '[::1]')]},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '[::1]:9099'}}],
		},
		'an exporter on localhost, beside one on an address of the machine': {
			evidence: {sockets: [socket('node_exporter', '10.0.0.5'), socket('proxy')]},
			findings: [{message: 'taken', subject: {kind: 'Endpoint', name: '127.0.0.1:9099'}}],
		},
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

import {test} from 'vitest';
import check from '../../../checks/calico/bgp-peer-address.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const docker = {annotations: {'projectcalico.org/IPv4Address': '172.21.0.1/16'}};
const nodes = [bgpNode('node-1', '10.0.0.11'), bgpNode('node-3', '10.0.0.13', docker)];
const silent = {state: 'Connect', ...failed('socket', 'Connection timed out')} as const;

testCheck(test, check, {
	passes: {
		'the session with another address is well': {
			evidence: {birds: [birdWith([session('172.21.0.1')])], nodes},
		},
		'a session that fails leads to the InternalIP': {
			evidence: {birds: [birdWith([session('10.0.0.11', silent)])], nodes},
		},
		'its Calico has chosen the ExternalIP': {
			evidence: {
				birds: [birdWith([session('172.21.0.1', silent)])],
				nodes: [
					bgpNode('node-1', '10.0.0.11'),
					bgpNode('node-3', '10.0.0.13', {...docker, externalIps: ['172.21.0.1']}),
				],
			},
		},
		'a router': {evidence: {birds: [birdWith([session('192.0.2.1', silent)])], nodes}},
	},
	fails: {
		'the bridge of Docker': {
			evidence: {birds: [birdWith([session('172.21.0.1', silent)])], nodes},
			findings: [
				{
					message: 'another',
					subject: {kind: 'BGPPeer', name: '172.21.0.1'},
					text: 'Calico there has chosen 172.21.0.1 for its address, not its InternalIP 10.0.0.13',
				},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/calico/bgp-session.ts';
import {now} from '../builders.ts';
import {bgpNode, birdStatus, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const nodes = [bgpNode('node-3', '10.0.0.13'), bgpNode('node-4', '10.0.0.14')];
const down = (changes: Parameters<typeof session>[1]) =>
	birdWith([session('10.0.0.14'), session('10.0.0.13', {state: 'Active', ...changes})]);
const closed = failed('socket', 'Connection closed');
const ended = failed('received', 'Administrative shutdown');
const subject = {kind: 'BGPPeer', name: '10.0.0.13'} as const;

testCheck(test, check, {
	passes: {
		'all are established': {evidence: {birds: [birdWith([session('10.0.0.13')])], nodes}},
		'calico-node of the peer was updated seconds ago': {
			evidence: {birds: [down({...ended, since: now - 15_000})], nodes},
		},
		'a peer that is drained': {
			evidence: {birds: [down(ended)], nodes: [bgpNode('node-3', '10.0.0.13', {isUnschedulable: true})]},
		},
		'two calls that met, which settles itself': {
			evidence: {
				birds: [
					down({state: 'Idle', ...failed('received', 'Connection collision resolution'), since: now - 2000}),
				],
				nodes,
			},
		},
		'nobody listens, which is another check': {
			evidence: {birds: [down(failed('socket', 'Connection refused'))], nodes},
		},
		'it waits for the answer of a peer that it called seconds ago': {
			evidence: {birds: [down({state: 'OpenSent', since: now - 20_000})], nodes},
		},
		'another AS number, which is another check': {
			evidence: {birds: [down({state: 'Idle', ...failed('sent', 'Bad peer AS')})], nodes},
		},
	},
	fails: {
		'somebody listens there who does not speak BGP': {
			evidence: {birds: [down({state: 'OpenSent'})], nodes},
			findings: [{message: 'mute', subject, text: 'not got beyond OpenSent'}],
		},
		'the answer does not come in four minutes': {
			evidence: {
				birds: [
					down({state: 'Connect', ...failed('sent', 'Hold timer expired'), since: birdStatus().startedAt}),
				],
				nodes,
			},
			findings: [{message: 'mute', subject}],
		},
		'an error that nobody knows': {
			evidence: {birds: [down({state: 'Idle', ...failed('sent', 'Finite state machine error')})], nodes},
			findings: [{message: 'failing', subject, text: 'BGP Error: Finite state machine error'}],
		},
		'the peer knows no session for this address': {
			evidence: {birds: [down(closed)], nodes},
			findings: [{message: 'closed', subject, text: 'no session there for 10.0.0.11'}],
		},
		'a reset is the same': {
			evidence: {birds: [down(failed('socket', 'Connection reset by peer'))], nodes},
			findings: [{message: 'closed', subject}],
		},
		'the peer has switched it off': {
			evidence: {birds: [down({state: 'Passive', ...ended})], nodes},
			findings: [{message: 'ended', subject, text: 'Received: Administrative shutdown'}],
		},
		'a capability is missing': {
			evidence: {
				birds: [
					down({state: 'Idle', ...failed('received', 'Required capability missing'), since: now - 5000}),
				],
				nodes,
			},
			findings: [
				{message: 'incompatible', subject, text: 'one end insists on a capability that the other lacks'},
			],
		},
	},
});

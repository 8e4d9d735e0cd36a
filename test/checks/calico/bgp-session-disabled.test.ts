import {test} from 'vitest';
import check from '../../../checks/calico/bgp-session-disabled.ts';
import {birdWith, failed, session, testCheck} from './bgp-builders.ts';

const disabled = session('10.0.0.13', {state: 'Down'});

testCheck(test, check, {
	passes: {
		'all are on': {evidence: {birds: [birdWith([session('10.0.0.13')])]}},
		'BIRD shuts down': {
			evidence: {birds: [birdWith([disabled], {status: {state: 'Shutdown in progress'}})]},
		},
		'a peer that cannot be reached': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13', {state: 'Active', ...failed('socket', 'Connection refused')})]),
				],
			},
		},
	},
	fails: {
		'one was disabled by hand': {
			evidence: {birds: [birdWith([disabled, session('10.0.0.14')])]},
			findings: [{message: 'disabled', subject: {kind: 'BGPPeer', name: '10.0.0.13'}, text: 'switched off'}],
		},
		'more passwords than the kernel keeps': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13', {state: 'Down', ...failed('own', 'Kernel MD5 auth failed')})]),
				],
			},
			findings: [
				{
					message: 'password',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'the kernel does not take the password of this session',
				},
			],
		},
		'FRR was first on the port': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', {state: 'Down', ...failed('own', 'No listening socket')})])],
			},
			findings: [
				{
					message: 'noSocket',
					subject: {kind: 'BGPPeer', name: '10.0.0.13'},
					text: 'something else on this node has the BGP port (TCP 179)',
				},
			],
		},
		'a router sends the whole internet': {
			evidence: {
				birds: [
					birdWith([
						session('10.0.0.1', {
							peering: 'global',
							neighbourAs: 65_001,
							state: 'Down',
							...failed('automatic', 'Route limit exceeded'),
						}),
					]),
				],
			},
			findings: [{message: 'limit', subject: {kind: 'BGPPeer', name: '10.0.0.1'}, text: 'AS 65001'}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/calico/bgp-connection.ts';
import type {PeerAnswer} from '../../../src/derive/peer-contact.ts';
import {minutesAgo, now} from '../builders.ts';
import {bgpNode, birdWith, failed, session, testCheck} from './bgp-builders.ts';

const nodes = [
	bgpNode('node-1', '10.0.0.11'),
	bgpNode('node-3', '10.0.0.13'),
	bgpNode('node-4', '10.0.0.14'),
];
const down = (changes: Parameters<typeof session>[1] = {}, neighbour = '10.0.0.13') =>
	birdWith([session('10.0.0.14'), session(neighbour, {state: 'Active', ...changes})]);
const refused = failed('socket', 'Connection refused');
const subject = {kind: 'BGPPeer', name: '10.0.0.13'} as const;
const tainted = (...keys: readonly string[]) => [
	bgpNode('node-3', '10.0.0.13', {taints: keys.map(key => ({key, effect: 'NoSchedule'}))}),
];
const kubeletAnswers: readonly PeerAnswer[] = [
	{
		peer: {name: 'node-3', underlay: '10.0.0.13', standing: 'ready'},
		address: '10.0.0.13',
		answer: {result: 'answered'},
	},
];

testCheck(test, check, {
	passes: {
		'all are established': {evidence: {birds: [birdWith([session('10.0.0.13')])], nodes}},
		'a cluster of one node': {evidence: {birds: [birdWith([])], nodes: [bgpNode('node-1', '10.0.0.11')]}},
		'calico-node of the peer restarts': {
			evidence: {birds: [down({...refused, since: now - 20_000})], nodes},
		},
		'the peer said that it would come back': {
			evidence: {birds: [down({...refused, isNeighbourRestarting: true})], nodes},
		},
		'BIRD here has just started': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13', {state: 'Passive', since: now - 30_000})], {
						status: {startedAt: now - 31_000},
					}),
				],
				nodes,
			},
		},
		'BIRD here waits for its neighbours after a restart': {
			evidence: {
				birds: [birdWith([session('10.0.0.13', {state: 'Passive'})], {status: {isRecovering: true}})],
				nodes,
			},
		},
		'the peer is NotReady': {
			evidence: {birds: [down(refused)], nodes: tainted('node.kubernetes.io/not-ready')},
		},
		'the peer is drained': {
			evidence: {birds: [down(refused)], nodes: [bgpNode('node-3', '10.0.0.13', {isUnschedulable: true})]},
		},
		'the peer is being removed': {
			evidence: {birds: [down(refused)], nodes: [bgpNode('node-3', '10.0.0.13', {isBeingDeleted: true})]},
		},
		'the peer is no node any more': {
			evidence: {
				birds: [down(failed('socket', 'No route to host'))],
				nodes: [bgpNode('node-1', '10.0.0.11')],
			},
		},
		'a router, which is another check': {
			evidence: {birds: [down({peering: 'node', ...refused}, '10.0.0.1')], nodes},
		},
		'an error of BGP, which is another check': {
			evidence: {birds: [down({state: 'Idle', ...failed('received', 'Bad peer AS')})], nodes},
		},
	},
	fails: {
		'BIRD does not run on the peer': {
			evidence: {birds: [down(refused)], nodes, underlay: kubeletAnswers},
			findings: [
				{message: 'refused', subject, text: 'BGP with node-3 (10.0.0.13) fails: TCP port 179 is refused'},
			],
		},
		'a firewall drops the port': {
			evidence: {birds: [down({state: 'Connect'})], nodes, underlay: kubeletAnswers},
			findings: [
				{
					message: 'unanswered',
					subject,
					text: 'although the kubelet there answers: a firewall or security group',
				},
			],
		},
		'BIRD does not even call': {
			evidence: {birds: [down({state: 'Idle'})], nodes},
			findings: [{message: 'idle', subject, text: 'has not called node-3 (10.0.0.13)'}],
		},
		'the connection timed out': {
			evidence: {birds: [down(failed('socket', 'Connection timed out'))], nodes},
			findings: [{message: 'unanswered', subject, text: 'nothing answers on TCP port 179 there'}],
		},
		'a firewall sends ICMP': {
			evidence: {birds: [down(failed('socket', 'No route to host'))], nodes},
			findings: [{message: 'unreachable', subject, text: '(No route to host)'}],
		},
		'no route': {
			evidence: {birds: [down(failed('socket', 'Network is unreachable'))], nodes},
			findings: [{message: 'noRoute', subject, text: 'no route to 10.0.0.13'}],
		},
		'the peer has to call and does not': {
			evidence: {birds: [down({state: 'Passive', since: minutesAgo(12)})], nodes},
			findings: [{message: 'waiting', subject, text: '12 minutes ago, and has not'}],
		},
		'it was well and fell silent': {
			evidence: {birds: [down({state: 'Passive', ...failed('sent', 'Hold timer expired')})], nodes},
			findings: [{message: 'lost', subject, text: 'fell silent 30 minutes ago'}],
		},
		'all of them at once, for one reason': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13', {state: 'Connect'}), session('10.0.0.14', {state: 'Connect'})]),
				],
				nodes,
			},
			findings: [
				{
					message: 'unanswered',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'node-3 (10.0.0.13) and node-4 (10.0.0.14)',
				},
			],
		},
		'only IPv6': {
			evidence: {
				birds: [
					birdWith([session('10.0.0.13')]),
					birdWith([session('fd00::13', {state: 'Active', ...refused})], {family: 'ipv6'}),
				],
				nodes: [bgpNode('node-3', 'fd00::13', {internalIps: ['10.0.0.13']})],
			},
			findings: [
				{message: 'refused', subject: {kind: 'BGPPeer', name: 'fd00::13'}, text: 'node-3 (fd00::13)'},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/underlay/peer-unreachable.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {onOverlay, onUnderlay, peerOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const plan = {peers: [one, three], source: 'api'} as const;
const answering = {
	plan,
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'reset')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
	underlayPings: [],
};
const silent = {
	plan,
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'unreachable')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')],
	underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')],
};
const oneSilent = {
	...silent,
	underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')],
};
const alone = (standing: 'ready' | 'not-ready' | 'cordoned' | 'leaving' | 'unknown') => {
	const peer = peerOf(1, {standing});
	return {
		plan: {peers: [peer], source: 'api'} as const,
		underlay: [onUnderlay(peer, 'silent')],
		overlay: [],
		underlayPings: [],
	};
};
const ofPeer = (n: number) => ({kind: 'Peer', name: `node-${n}`}) as const;
const ofNode = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	passes: {
		'a healthy cluster': {evidence: answering},
		'the only node': {evidence: {...answering, plan: {peers: [], source: 'api'}, underlay: [], overlay: []}},
		'a security group keeps port 10250 to the servers, the overlay answers': {
			evidence: {...answering, underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'silent')]},
		},
		'a firewall keeps port 10250, but lets pings pass': {
			evidence: {...silent, underlayPings: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')]},
		},
		'a kubelet that is slow': {
			evidence: {
				...answering,
				underlay: [onUnderlay(one, 'stalled'), onUnderlay(three, 'answered')],
				overlay: [],
			},
		},
		'a node that is drained for maintenance': {evidence: alone('cordoned')},
		'a node that is being deleted': {evidence: alone('leaving')},
		'packets that could not be sent': {
			evidence: {...silent, underlay: [onUnderlay(one, 'unsent'), onUnderlay(three, 'unsent')]},
		},
		'without the API, one of the peers it knew may be gone': {
			evidence: {...oneSilent, plan: {...plan, source: 'kernel'}},
		},
		'Cilium, whose overlay has no address to ask': {
			evidence: {...answering, overlay: []},
			environment: {cni: told('cilium'), backend: told('vxlan')},
		},
	},
	fails: {
		'one of two peers': {
			evidence: oneSilent,
			findings: [{message: 'silent', subject: ofPeer(1), text: 'node-1 does not answer on 10.0.0.1'}],
		},
		'the only peer': {evidence: alone('ready'), findings: [{message: 'silent', subject: ofPeer(1)}]},
		'a dead node': {
			evidence: alone('not-ready'),
			findings: [{message: 'silent', subject: ofPeer(1), text: 'node-1, which is NotReady, does not answer'}],
		},
		'all peers of a server': {
			evidence: silent,
			environment: {role: told('server')},
			findings: [
				{
					message: 'isolated',
					subject: ofNode,
					text: 'None of 2 other nodes answers this one (node-1 and node-3)',
				},
			],
		},
		'all peers, where pings to some could not be sent': {
			evidence: {...silent, underlayPings: [onUnderlay(one, 'silent'), onUnderlay(three, 'unsent')]},
			environment: {role: told('server')},
			findings: [
				{message: 'silent', subject: ofPeer(1)},
				{message: 'silent', subject: ofPeer(3)},
			],
		},
		'all peers of an agent without the API': {
			evidence: {...silent, plan: {...plan, source: 'kernel'}},
			findings: [{message: 'isolated', subject: ofNode}],
		},
		'all peers of an agent that reaches the API': {
			evidence: silent,
			findings: [{message: 'filtered', subject: ofNode, text: 'although the API server does'}],
		},
	},
});

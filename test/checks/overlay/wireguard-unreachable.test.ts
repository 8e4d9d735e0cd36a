import {test} from 'vitest';
import check from '../../../checks/overlay/wireguard-unreachable.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {onOverlay, onUnderlay, peerOf, routeOf} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const healthy = {
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'answered'), onOverlay(three, 'reset')],
	underlayPings: [],
	overlayPings: [],
	routes: [routeOf('10.42.0.0/16', {dev: 'flannel-wg', scope: 'link'})],
};
const subject = {kind: 'Interface', name: 'flannel-wg'} as const;

testCheck(test, check, {
	environment: {
		cni: told<'canal'>('canal'),
		backend: told<'wireguard'>('wireguard'),
		overlayDevice: told('flannel-wg'),
	},
	passes: {
		'all answer': {evidence: healthy},
		'a peer that is down': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(one, 'silent'), onUnderlay(three, 'answered')],
				overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')],
				underlayPings: [onUnderlay(one, 'silent')],
			},
		},
		'a kubelet that is filtered in the pod network': {
			evidence: {
				...healthy,
				overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')],
				overlayPings: [onOverlay(one, 'answered')],
			},
		},
		'a peer that is NotReady': {
			evidence: {
				...healthy,
				underlay: [onUnderlay(peerOf(1, {standing: 'not-ready'}), 'answered')],
				overlay: [onOverlay(peerOf(1, {standing: 'not-ready'}), 'silent')],
			},
		},
	},
	fails: {
		'one peer': {
			evidence: {...healthy, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')]},
			findings: [
				{
					message: 'silent',
					subject,
					text: 'node-1 answers this node on the underlay, but not through flannel-wg',
				},
			],
		},
		'all peers': {
			evidence: {...healthy, overlay: [onOverlay(one, 'silent'), onOverlay(three, 'silent')]},
			findings: [{message: 'silent', subject, text: 'node-1 and node-3'}],
		},
	},
});

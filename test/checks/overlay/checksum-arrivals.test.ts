import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-arrivals.ts';
import {testCheck} from '../../../src/testing.ts';
import {links, onOverlay, onUnderlay, peerOf, tablesFor} from '../flannel-builders.ts';

const [one, three] = [peerOf(1), peerOf(3)];
const {routes} = tablesFor(1, 3);
const evidence = {
	errors: {tcp: 12, udp: 0},
	underlay: [onUnderlay(one, 'answered'), onUnderlay(three, 'answered')],
	overlay: [onOverlay(one, 'silent'), onOverlay(three, 'answered')],
	underlayPings: [],
	overlayPings: [onOverlay(one, 'answered')],
	links,
	routes,
};

testCheck(test, check, {
	passes: {
		'no error was counted': {evidence: {...evidence, errors: {tcp: 0, udp: 0}}},
		'errors of somebody else, as all peers answer': {
			evidence: {
				...evidence,
				overlay: [onOverlay(one, 'answered'), onOverlay(three, 'answered')],
				overlayPings: [],
			},
		},
		'a peer from which nothing comes back': {
			evidence: {...evidence, overlayPings: [onOverlay(one, 'silent')]},
		},
	},
	fails: {
		'only pings come back, and segments were damaged': {
			evidence,
			findings: [
				{
					message: 'damaged',
					subject: {kind: 'Interface', name: 'flannel.1'},
					text: 'TCP of node-1 through flannel.1 arrives with wrong checksums: 12 segments',
				},
			],
		},
	},
});

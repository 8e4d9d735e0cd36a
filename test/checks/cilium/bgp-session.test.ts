import {test} from 'vitest';
import check from '../../../checks/cilium/bgp-session.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {ciliumPod, nodeSubject, onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, bgp: told(true)};
const peer = (address: string, state: string) => ({address, state, port: 179, asn: 64500, localAsn: 64512});
const having = (peers: readonly ReturnType<typeof peer>[], minutes = 600) => ({
	evidence: {
		peers,
		cilium: ciliumPod(containerRun('cilium-agent', {createdAt: minutesAgo(minutes)})),
		now,
	},
	environment,
});

testCheck(test, check, {
	passes: {
		'both routers': having([peer('10.0.0.251', 'established'), peer('10.0.0.252', 'established')]),
		'no router is meant for this node': having([]),
		'an agent that has just been started': having([peer('10.0.0.251', 'active')], 1),
	},
	fails: {
		'no router at all': {
			...having([peer('10.0.0.251', 'active'), peer('10.0.0.252', 'idle')]),
			findings: [{message: 'none', subject: nodeSubject, text: '10.0.0.251 and 10.0.0.252, active'}],
		},
		'one of two': {
			...having([peer('10.0.0.251', 'established'), peer('10.0.0.252', 'open_sent')]),
			findings: [
				{
					message: 'down',
					subject: {kind: 'BGPPeer', name: '10.0.0.252'},
					text: '10.0.0.252 (AS 64500) (open_sent)',
				},
			],
		},
	},
});

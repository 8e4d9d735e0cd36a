import {test} from 'vitest';
import check from '../../../checks/cilium/agent-socket.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, minutesAgo, now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';

const healthy = {state: 'healthy', detail: 'HTTP 200 from 127.0.0.1:9879'} as const;
const socket = {state: 'absent', detail: '/var/run/cilium/cilium.sock: no such file'} as const;
const cilium = ciliumPod();

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'it answers there': {
			evidence: {socket: answered(), agent: answered(), cilium, now},
		},
		'an agent that is not well, which is another finding': {
			evidence: {socket, agent: {state: 'refused', detail: 'connection refused'}, cilium, now},
		},
		'an agent that has just been started': {
			evidence: {
				...{socket, agent: healthy, now},
				cilium: ciliumPod(containerRun('cilium-agent', {createdAt: minutesAgo(1)})),
			},
		},
	},
	fails: {
		'the socket was removed': {
			evidence: {socket, agent: healthy, cilium, now},
			findings: [{message: 'gone', subject: agentSubject, text: 'no such file'}],
		},
		'a file stands in its place': {
			evidence: {socket: {state: 'refused', detail: 'connection refused'}, agent: answered(), cilium, now},
			findings: [{message: 'gone', subject: agentSubject}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/rke2/tunnel.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, minutesAgo, now} from '../builders.ts';

const logged = (minutes: number, message: string): string => {
	const time = new Date(minutesAgo(minutes)).toISOString().slice(0, 19);
	return `${time}+0000 node-2 rke2[812]: time="${time}Z" ${message}`;
};
/** Once a minute, the last so many minutes ago. */
const fails = (server: string, times: number, ago = 0) =>
	Array.from({length: times}, (_, index) =>
		logged(
			ago + times - 1 - index,
			`level=error msg="Remotedialer proxy error; reconnecting..." error="dial tcp ${server}: connect: no route to host" url="wss://${server}/v1-rke2/connect"`,
		),
	);
const connects = (server: string) =>
	logged(0, `level=info msg="Remotedialer connected to proxy" url="wss://${server}/v1-rke2/connect"`);
const asked = (node: string, ...minutes: readonly number[]) =>
	minutes.map(ago =>
		logged(
			ago,
			`level=error msg="Sending HTTP 502 response to 127.0.0.1:39310: failed to find Session for client ${node}"`,
		),
	);
const comes = (node: string, ago: number) =>
	logged(ago, `level=info msg="Handling backend connection request [${node}]"`);
const of = (...journal: readonly string[]) => ({
	evidence: {journal, nodes: [kubeNode('node-1', {internalIps: ['10.0.0.1']})], now},
});

testCheck(test, check, {
	passes: {
		'a quiet journal': of(),
		'a server that was restarted': of(...fails('10.0.0.1:9345', 4)),
		'a server that was tried often for a minute': of(
			...Array.from({length: 9}, () => fails('10.0.0.1:9345', 1)).flat(),
		),
		'a server that is back': of(...fails('10.0.0.1:9345', 9), connects('10.0.0.1:9345')),
		'what is no longer tried': of(...fails('10.0.0.1:9345', 9, 4)),
		'a server that was taken out of the cluster': of(
			...fails('10.0.0.1:9345', 9),
			logged(0, 'level=info msg="Stopped tunnel to 10.0.0.1:9345"'),
		),
		'an agent that was restarted, and is back': of(...asked('node-1', 9, 7, 5, 4), comes('node-1', 3)),
		'asked for while it starts': of(...asked('node-1', 1, 0.5, 0.2)),
		'a node that is none, such as one of a virtual kubelet': of(...asked('liqo-milan', 9, 7, 5, 3, 1)),
		'a node that is down, and asked for': {
			evidence: {
				...of(...asked('node-1', 9, 7, 5, 3, 1)).evidence,
				nodes: [kubeNode('node-1', {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}]})],
			},
		},
		'a server that is down': {
			evidence: {
				...of(...fails('10.0.0.1:9345', 9)).evidence,
				nodes: [
					kubeNode('node-1', {
						internalIps: ['10.0.0.1'],
						taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}],
					}),
				],
			},
		},
	},
	fails: {
		'a server that is tried every second for six minutes': {
			...of(
				...Array.from({length: 360}, (_, second) => fails('10.0.0.1:9345', 1, (359 - second) / 60)).flat(),
			),
			findings: [
				{
					message: 'broken',
					subject: {kind: 'Endpoint', name: '10.0.0.1:9345'},
					text: 'does not stand (360 attempts of late)',
				},
			],
		},
		'a node whose tunnel is missing on this server': {
			environment: {nodeName: told('node-9')},
			...of(comes('node-1', 12), ...asked('node-1', 9, 7, 5, 3, 1), comes('node-9', 2)),
			findings: [
				{
					message: 'session',
					subject: {kind: 'Node', name: 'node-9'},
					text: 'node-1, which is Ready, holds no tunnel to this server (5 questions in vain of late)',
				},
			],
		},
		'one of two servers that is not reached': {
			...of(...fails('10.0.0.1:9345', 9), ...fails('10.0.0.9:9345', 8), connects('10.0.0.9:9345')),
			findings: [
				{
					message: 'broken',
					subject: {kind: 'Endpoint', name: '10.0.0.1:9345'},
					text: 'server 10.0.0.1:9345 does not stand (9 attempts of late): kubectl logs',
				},
			],
		},
	},
});

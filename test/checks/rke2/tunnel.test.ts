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
	evidence: {journal: {lines: journal}, nodes: [kubeNode('node-1', {internalIps: ['10.0.0.1']})], now},
});

/** Every second of so many, by each of these servers, as much as is read of a journal that had more before. */
const cutOff = (seconds: number, ...servers: readonly string[]) => {
	const lines = Array.from({length: seconds}, (_, second) =>
		servers.flatMap(server => fails(server, 1, (seconds - 1 - second) / 60)),
	).flat();
	const {evidence} = of();
	return {evidence: {...evidence, journal: {lines, cutAt: minutesAgo(seconds / 60)}}};
};

const server = (n: number) => ({kind: 'Endpoint', name: `10.0.0.${n}:9345`}) as const;

testCheck(test, check, {
	passes: {
		'a quiet journal': of(),
		'a server that was restarted': of(...fails('10.0.0.1:9345', 4)),
		'a server that was tried often for a minute': of(
			...Array.from({length: 9}, () => fails('10.0.0.1:9345', 1)).flat(),
		),
		'three servers that refuse for two minutes, and nothing before': of(
			...cutOff(200, '10.0.0.1:9345', '10.0.0.2:9345', '10.0.0.3:9345').evidence.journal.lines,
		),
		'one that began to fail within what was read of a full journal': {
			evidence: {
				...of(...fails('10.0.0.1:9345', 4)).evidence,
				journal: {lines: fails('10.0.0.1:9345', 4), cutAt: minutesAgo(6)},
			},
		},
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
		'three servers that refuse every second, of which a full journal tells some minutes': {
			...cutOff(222, '10.0.0.1:9345', '10.0.0.2:9345', '10.0.0.3:9345'),
			findings: [
				{message: 'broken', subject: server(1), text: 'does not stand (222 attempts of late)'},
				{message: 'broken', subject: server(2)},
				{message: 'broken', subject: server(3)},
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

import {test} from 'vitest';
import check from '../../../checks/rke2/tunnel.ts';
import {testCheck} from '../../../src/testing.ts';

const prefix = '2026-11-22T07:59:00+0000 node-2 rke2[812]: time="2026-11-22T07:59:00Z"';
const fails = (server: string, times: number) =>
	Array.from(
		{length: times},
		() =>
			`${prefix} level=error msg="Remotedialer proxy error; reconnecting..." error="dial tcp ${server}: connect: no route to host" url="wss://${server}/v1-rke2/connect"`,
	);
const connects = (server: string) =>
	`${prefix} level=info msg="Remotedialer connected to proxy" url="wss://${server}/v1-rke2/connect"`;

testCheck(test, check, {
	passes: {
		'a quiet journal': {evidence: {journal: []}},
		'a server that was restarted': {evidence: {journal: fails('10.0.0.1:9345', 3)}},
		'a server that is back': {
			evidence: {journal: [...fails('10.0.0.1:9345', 9), connects('10.0.0.1:9345')]},
		},
	},
	fails: {
		'one of two servers that is not reached': {
			evidence: {
				journal: [...fails('10.0.0.1:9345', 9), ...fails('10.0.0.9:9345', 2), connects('10.0.0.9:9345')],
			},
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

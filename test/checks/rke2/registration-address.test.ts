import {test} from 'vitest';
import check from '../../../checks/rke2/registration-address.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck, told} from '../../../src/testing.ts';

const answered = {result: 'answered'} as const;
const evidence = (address: string, result: PacketResult['result'], api: PacketResult = answered) => ({
	registration: [{url: `https://${address}:9345`, address, port: 9345, answer: {result}}],
	contact: {
		name: 'default/kubernetes',
		address: '10.43.0.1',
		port: 443,
		service: api,
		endpoints: [{address: '10.0.0.1', port: 6443, answer: api}],
	},
});
const of = (address: string) => ({kind: 'Endpoint', name: `${address}:9345`}) as const;

testCheck(test, check, {
	environment: {role: told('agent'), service: told('running')},
	passes: {
		'it answers': {evidence: evidence('10.0.0.200', 'answered')},
		'the first server, or a name': {
			evidence: {...evidence('10.0.0.200', 'silent'), registration: []},
		},
		'no server answers at all': {evidence: evidence('10.0.0.200', 'silent', {result: 'silent'})},
		'RKE2 does not run here': {
			evidence: evidence('10.0.0.200', 'silent'),
			environment: {role: told('agent'), service: told('failed')},
		},
	},
	fails: {
		'a virtual address that nobody has': {
			evidence: evidence('10.0.0.200', 'unreachable'),
			findings: [{message: 'gone', subject: of('10.0.0.200'), text: 'the API servers 10.0.0.1:6443 do'}],
		},
		'the port of a server is filtered': {
			evidence: evidence('10.0.0.1', 'silent'),
			findings: [{message: 'port', subject: of('10.0.0.1'), text: 'drops or refuses TCP port 9345'}],
		},
	},
});

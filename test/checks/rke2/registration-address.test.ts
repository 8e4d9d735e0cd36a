import {test} from 'vitest';
import check from '../../../checks/rke2/registration-address.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import type {PodSandbox} from '../../../src/parsers/crictl.ts';
import {type InterfaceAddress, parseIpAddress} from '../../../src/parsers/ip-address.ts';
import type {ApiEndpoint} from '../../../src/probes/kubernetes.endpoint.ts';
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
	balanced: [] as readonly string[],
	endpoint: {state: 'ready'} as ApiEndpoint,
	pods: [] as readonly PodSandbox[],
	addresses: [] as readonly InterfaceAddress[],
});
const server = {role: told<'server'>('server'), service: told<'running'>('running')};
const kubeVip: PodSandbox = {
	id: '1',
	name: 'kube-vip-ds-x7k2p',
	namespace: 'kube-system',
	isReady: true,
	createdAt: 0,
	attempt: 0,
	labels: {},
	uid: '',
	annotations: {},
};
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
		'a virtual address on the agent itself': {
			evidence: {
				...evidence('10.0.0.200', 'reset'),
				addresses: parseIpAddress(
					JSON.stringify([
						{
							ifname: 'eth0',
							addr_info: [{family: 'inet', local: '10.0.0.200', prefixlen: 32, scope: 'global'}],
						},
					]),
				),
			},
			findings: [{message: 'here', subject: of('10.0.0.200'), text: 'is on this agent itself (eth0)'}],
		},
		'a virtual address that nobody has': {
			evidence: evidence('10.0.0.200', 'unreachable'),
			findings: [{message: 'gone', subject: of('10.0.0.200'), text: 'the API servers 10.0.0.1:6443 do'}],
		},
		'the same, and the agent knows no other server': {
			evidence: {...evidence('10.0.0.200', 'silent'), balanced: ['10.0.0.200:6443']},
			findings: [{message: 'gone', subject: of('10.0.0.200')}],
		},
		'a virtual address that kube-vip is to hold': {
			evidence: {...evidence('10.0.0.200', 'unreachable'), pods: [kubeVip]},
			environment: server,
			findings: [{message: 'gone', subject: of('10.0.0.200')}],
		},
		'a first server that was taken out of service, of an agent that knows the others': {
			evidence: {...evidence('10.0.0.9', 'unreachable'), balanced: ['10.0.0.1:6443']},
			findings: [
				{message: 'unused', subject: of('10.0.0.9'), text: 'goes on by the API servers 10.0.0.1:6443'},
			],
		},
		'a first server that is gone, to which the balancer of the agent still holds on': {
			evidence: {
				...evidence('10.0.0.9', 'unreachable'),
				balanced: ['10.0.0.9:6443', '10.0.0.1:6443'],
				endpoint: {state: 'silent', detail: 'no complete answer within 5000 ms'} as const,
			},
			findings: [{message: 'gone', subject: of('10.0.0.9')}],
		},
		'a first server that was taken out of service, of a server': {
			evidence: evidence('10.0.0.9', 'unreachable'),
			environment: server,
			findings: [{message: 'unused', subject: of('10.0.0.9')}],
		},
		'the port of a server is filtered': {
			evidence: evidence('10.0.0.1', 'silent'),
			findings: [{message: 'port', subject: of('10.0.0.1'), text: 'drops or refuses TCP port 9345'}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/underlay/kubelet-port.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';

type Result = PacketResult['result'];
const peer = (name: string) => ({name, underlay: `10.0.0.${name.at(-1)}`, standing: 'ready'}) as const;
const asked = (name: string, result: Result) => ({
	peer: peer(name),
	address: peer(name).underlay,
	answer: {result},
});
const evidence = ({
	one = 'answered',
	three = 'silent',
	ping = 'answered',
	overlay,
	pods = [],
}: {
	one?: Result;
	three?: Result;
	ping?: Result;
	overlay?: Result;
	pods?: readonly ReturnType<typeof sandbox>[];
} = {}) => ({
	underlay: [asked('node-1', one), asked('node-3', three)],
	overlay: overlay === undefined ? [] : [asked('node-3', overlay)],
	underlayPings: [asked('node-1', ping), asked('node-3', ping)],
	pods,
});
const server = {environment: {role: told('server' as const)}};
const agent = {environment: {role: told('agent' as const)}};
const subject = {kind: 'Peer', name: 'node-3'} as const;

testCheck(test, check, {
	passes: {
		'all kubelets answer a server': {evidence: evidence({three: 'answered'}), ...server},
		'an agent, to which a site may close it': {evidence: evidence(), ...agent},
		'no kubelet answers: somebody wants it so': {evidence: evidence({one: 'silent'}), ...server},
		'the node is down': {evidence: evidence({ping: 'silent'}), ...server},
		'it answers through the overlay': {evidence: evidence({overlay: 'answered'}), ...server},
	},
	fails: {
		'one node is closed to a server': {
			evidence: evidence(),
			...server,
			findings: [
				{message: 'closed', subject, text: 'node-3 answers pings, but not on TCP port 10250 (silent)'},
			],
		},
		'a node refuses it to metrics-server': {
			evidence: evidence({
				three: 'unreachable',
				pods: [sandbox('rke2-metrics-server-7c4b9d-2lx8q', {namespace: 'kube-system'})],
			}),
			...agent,
			findings: [{message: 'closed', subject, text: 'metrics-server, which runs here,'}],
		},
	},
});

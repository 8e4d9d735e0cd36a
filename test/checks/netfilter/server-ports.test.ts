import {test} from 'vitest';
import check from '../../../checks/netfilter/server-ports.ts';
import type {ServerPortDrop} from '../../../src/derive/server-ports.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {peerOf} from '../flannel-builders.ts';

const environment = {role: told('server' as const)};
const drop = (n: number, port: ServerPortDrop['port'], changes: Partial<ServerPortDrop> = {}) => ({
	...{port, own: '10.0.0.1', address: `10.0.0.${n}`},
	end: {chain: 'filter INPUT'},
	shownBy: 'iptables-legacy-save' as const,
	...changes,
});
const plan = (...peers: readonly ReturnType<typeof peerOf>[]) => ({peers, source: 'api'}) as const;

testCheck(test, check, {
	passes: {
		'all pass': {evidence: {passage: [], plan: plan(peerOf(2), peerOf(3))}, environment},
		'a node that is being taken away': {
			evidence: {passage: [drop(2, 6443)], plan: plan(peerOf(2, {standing: 'leaving'}))},
			environment,
		},
	},
	fails: {
		'both ports, for all nodes': {
			evidence: {
				passage: [drop(2, 6443), drop(2, 9345), drop(3, 6443), drop(3, 9345)],
				plan: plan(peerOf(2), peerOf(3)),
			},
			environment,
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'NetfilterRule', name: 'in filter INPUT'},
					text: 'send to TCP 6443 (the Kubernetes API) and TCP 9345 (the supervisor of RKE2), no rule',
				},
			],
		},
		'one node, which is not ready since': {
			evidence: {
				passage: [drop(2, 9345, {shownBy: 'nft', end: {chain: 'inet fw in'}})],
				plan: plan(peerOf(2, {standing: 'not-ready'})),
			},
			environment,
			findings: [
				{
					message: 'dropped',
					subject: {kind: 'NetfilterRule', name: 'in inet fw in'},
					text: 'sends to TCP 9345',
				},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/service/api-unserved.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';

const of = (
	result: PacketResult['result'],
	listed: readonly string[] | undefined,
	...ready: readonly string[]
) => {
	const common = {name: 'default/kubernetes', address: '10.43.0.1', port: 443};
	const endpoints = ready.map(address => ({address, port: 6443}));
	return {
		evidence: {
			contact: {...common, service: {result}, endpoints},
			services: {
				api: {...common, endpoints, source: 'EndpointSlices' as const, ...(listed !== undefined && {listed})},
				domain: 'cluster.local',
			},
			settled: true,
		},
	};
};

const subject = {kind: 'Service', namespace: 'default', name: 'kubernetes'} as const;

testCheck(test, check, {
	passes: {
		'a server': of('answered', ['10.0.0.1'], '10.0.0.1'),
		'a server that does not answer': of('reset', ['10.0.0.1'], '10.0.0.1'),
		'the rules tell, not the API': of('silent', undefined),
		'none is listed, and it answers': of('answered', []),
	},
	fails: {
		'one of IPv6': {
			...of('reset', ['fd00::1']),
			findings: [
				{
					message: 'none',
					subject,
					text: 'no endpoint of IPv4 (only fd00::1): kube-proxy has nowhere to lead 10.43.0.1:443 to (reset)',
				},
			],
		},
		'none at all': {...of('reset', []), findings: [{message: 'none', subject, text: 'it has none at all'}]},
	},
});

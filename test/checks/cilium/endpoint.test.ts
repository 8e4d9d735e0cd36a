import {test} from 'vitest';
import check from '../../../checks/cilium/endpoint.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {endpoint, healthEndpoint, onCilium} from '../cilium-builders.ts';

testCheck(test, check, {
	passes: {
		ready: {evidence: {endpoints: [endpoint(), healthEndpoint()], now}, environment: onCilium},
		'being set up': {
			evidence: {endpoints: [endpoint({state: 'regenerating', minutes: 1})], now},
			environment: onCilium,
		},
		'on its way out': {
			evidence: {endpoints: [endpoint({state: 'disconnecting'})], now},
			environment: onCilium,
		},
	},
	fails: {
		'stuck for an hour': {
			evidence: {endpoints: [endpoint({state: 'waiting-for-identity'})], now},
			environment: onCilium,
			findings: [
				{
					message: 'stuck',
					subject: {kind: 'Pod', namespace: 'default', name: 'web'},
					text: 'for 60 minutes: waiting-for-identity',
				},
			],
		},
		'that of the node itself': {
			evidence: {endpoints: [endpoint({id: 7, state: 'not-ready', pod: null})], now},
			environment: onCilium,
			findings: [{message: 'stuck', subject: {kind: 'Endpoint', name: 'cilium/7'}}],
		},
	},
});

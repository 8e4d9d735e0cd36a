import {test} from 'vitest';
import check from '../../../checks/cni/pod-address-twice.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const pod = (name: string, address: string) => ({namespace: 'shop', name, address});
const sandboxes = [sandbox('web', {namespace: 'shop'}), sandbox('basket', {namespace: 'shop'})];
const shared = [pod('web', '10.42.1.7'), pod('basket', '10.42.1.7')];

testCheck(test, check, {
	passes: {
		'each pod its own': {
			evidence: {pods: [pod('web', '10.42.1.7'), pod('basket', '10.42.1.8')], sandboxes, now},
		},
		'one of them has just started: the API is behind': {
			evidence: {
				pods: shared,
				sandboxes: [sandboxes[0], {...sandboxes[1], createdAt: minutesAgo(1)}] as typeof sandboxes,
				now,
			},
		},
		'the sandbox of one is gone': {
			evidence: {
				pods: shared,
				sandboxes: [sandboxes[0], {...sandboxes[1], isReady: false}] as typeof sandboxes,
				now,
			},
		},
	},
	fails: {
		'two pods since a power cut': {
			evidence: {
				...{pods: shared, sandboxes, now},
				routes: routesOf({dst: '10.42.1.7', dev: 'cali1', scope: 'link', flags: []}),
			},
			findings: [
				{
					message: 'shared',
					subject: {kind: 'AddressRange', name: '10.42.1.7'},
					text: 'shop/web and shop/basket on this node all have the address 10.42.1.7',
				},
			],
		},
	},
});

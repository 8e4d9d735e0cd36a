import {test} from 'vitest';
import check from '../../../checks/multus/whereabouts-pool.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {networksOf, withMultus} from './builders.ts';

const environment = {...withMultus, role: told('server' as const)};
const pool = (count: number, range = '192.168.2.0/29') => ({
	name: range.replace('/', '-'),
	namespace: 'kube-system',
	range,
	allocations: Array.from({length: count}, (_, index) => ({
		offset: String(index + 1),
		pod: `shop/db-${index}`,
	})),
});
const of = (ipam: object, count: number, more: object = {}) => ({
	pools: [pool(count)],
	networks: {
		isDefined: true,
		networks: networksOf({
			lan: {cniVersion: '0.3.1', type: 'macvlan', ipam: {type: 'whereabouts', ...ipam}},
			...more,
		}),
	},
});
const whole = {range: '192.168.2.0/29'};
const few = {range: '192.168.2.2-192.168.2.3/29'};

testCheck(test, check, {
	passes: {
		'room for more': {environment, evidence: of(whole, 5)},
		'a pool that no definition uses any more': {
			environment,
			evidence: {...of(whole, 0), pools: [pool(6, '10.9.0.0/29')]},
		},
		'a pool that two definitions share': {
			environment,
			evidence: of(few, 2, {
				other: {
					cniVersion: '0.3.1',
					type: 'macvlan',
					ipam: {type: 'whereabouts', range: '192.168.2.4-192.168.2.6/29'},
				},
			}),
		},
	},
	fails: {
		'all six of a /29': {
			environment,
			evidence: of(whole, 6),
			findings: [
				{message: 'full', subject: {kind: 'AddressRange', name: '192.168.2.0/29'}, text: '6 of 6 addresses'},
			],
		},
		'a range of two': {
			environment,
			evidence: of(few, 2),
			findings: [
				{
					message: 'full',
					subject: {kind: 'AddressRange', name: '192.168.2.0/29'},
					text: 'pods of default/lan',
				},
			],
		},
	},
});

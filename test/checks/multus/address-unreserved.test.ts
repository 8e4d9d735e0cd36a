import {test} from 'vitest';
import check from '../../../checks/multus/address-unreserved.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

const environment = {...withMultus, role: told('server' as const)};
const range = '192.168.1.0/24';
const lan = (...ips: readonly string[]) => ({name: 'default/lan', interface: 'net1', ips, dns: {}});
const eth0 = {name: 'k8s-pod-network', interface: 'eth0', ips: ['192.168.1.77'], default: true, dns: {}};
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const subject = {...web};
const pool = (allocations: readonly object[], of = range) => ({
	name: '192.168.1.0-24',
	namespace: 'kube-system',
	range: of,
	allocations: allocations as {offset: string; pod?: string}[],
});
const pod = (status: readonly object[], more: object = {}) => attachedPod('lan', {status, ...more});
const own = pod([eth0, lan('192.168.1.5')]);
const name = `${own.namespace}/${own.name}`;
const of = (
	pods: readonly ReturnType<typeof attachedPod>[],
	pools: readonly ReturnType<typeof pool>[],
	ipam: object = {type: 'whereabouts', range},
) => ({
	environment,
	evidence: {
		pools,
		pods,
		now,
		networks: {isDefined: true, networks: networksOf({lan: {cniVersion: '0.3.1', type: 'macvlan', ipam}})},
	},
});

testCheck(test, check, {
	passes: {
		'its entry is there': of([own], [pool([{offset: '5', pod: name}])]),
		'an entry of an old release, which names no pod': of([own], [pool([{offset: '5'}])]),
		'one of two pools has it': of([own], [pool([]), pool([{offset: '5', pod: name}])]),
		'a pod with an address on two interfaces': of(
			[pod([lan('192.168.1.5'), lan('192.168.1.5')])],
			[pool([{offset: '5', pod: name}])],
		),
		'a range that begins in the middle counts from there': of(
			[own],
			[pool([{offset: '1', pod: name}], '192.168.1.4/24')],
		),
		'no pool of that range, as with another store': of([own], [pool([], '10.9.0.0/24')]),
		'no pool at all': of([own], []),
		'addresses that somebody else gives': of([own], [pool([])], {type: 'host-local', subnet: range}),
		'the primary network': of([pod([eth0])], [pool([])]),
		'a pod of a moment ago': of([pod([lan('192.168.1.5')], {created: '2026-11-22T07:57:00Z'})], [pool([])]),
		'a pod that has ended': of([pod([lan('192.168.1.5')], {phase: 'Succeeded'})], [pool([])]),
		'something that is no address': of([pod([lan('lan')])], [pool([])]),
	},
	fails: {
		'an empty pool': {
			...of([own], [pool([])]),
			findings: [{message: 'unreserved', subject, text: 'has no entry for 192.168.1.5'}],
		},
		'an entry for another pod': {
			...of([own], [pool([{offset: '5', pod: 'shop/db-0'}])]),
			findings: [{message: 'unreserved', subject, text: 'has for shop/db-0 192.168.1.5'}],
		},
		'two pods of this node with one address': {
			...of([own, {...own, name: `${own.name}-2`}], [pool([{offset: '5', pod: name}])]),
			findings: [{message: 'unreserved', subject, text: `${name} and`}],
		},
	},
});

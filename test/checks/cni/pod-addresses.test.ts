import {test} from 'vitest';
import check from '../../../checks/cni/pod-addresses.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now, sandbox} from '../builders.ts';

const path = '/var/lib/cni/networks/k8s-pod-network';
const subject = {kind: 'AddressRange', name: '10.42.1.0/24'} as const;

/** `live` addresses of sandboxes that exist, then `leaked` of others, all given out so many minutes ago. */
const evidence = ({
	live = 0,
	leaked = 0,
	minutes = 3 * 24 * 60,
	cidrs = ['10.42.1.0/24'],
	base = '10.42.1.',
}: {
	live?: number;
	leaked?: number;
	minutes?: number;
	cidrs?: readonly string[];
	base?: string;
} = {}) => {
	const modified = minutesAgo(minutes) / 1000;
	const addresses = Array.from({length: live + leaked}, (_, index) => ({
		address: `${base}${index + 2}`,
		modified,
	}));
	return {
		directories: [{network: 'k8s-pod-network', path, addresses}],
		leases: addresses.map(({address}, index) => ({
			network: 'k8s-pod-network',
			address,
			path: `${path}/${address}`,
			modified,
			sandboxId: index < live ? `pod-${index}-sandbox` : `${'0'.repeat(60)}${index}`,
		})),
		pods: Array.from({length: live}, (_, index) => sandbox(`pod-${index}`)),
		ranges: {cidrs, source: 'Node' as const},
		now,
	};
};

testCheck(test, check, {
	passes: {
		'as many addresses as pods': {evidence: evidence({live: 110})},
		'a few leaked addresses': {evidence: evidence({live: 30, leaked: 9})},
		'many leaked addresses of a large range': {
			evidence: evidence({live: 30, leaked: 40, cidrs: ['10.42.0.0/21']}),
		},
		'pods that are being made': {evidence: evidence({live: 30, leaked: 60, minutes: 2})},
		'addresses of an earlier pod CIDR': {evidence: evidence({live: 3, leaked: 100, base: '10.42.9.'})},
		'a range of IPv6': {evidence: evidence({live: 3, cidrs: ['2001:cafe:42::/64']})},
		'a node without leases': {evidence: {...evidence(), directories: [], leases: []}},
	},
	fails: {
		'a directory stands where the lock is': {
			evidence: {
				...evidence(),
				directories: [{network: 'k8s-pod-network', path, isLockDirectory: true, addresses: []}],
			},
			findings: [{message: 'lockBroken', subject: {kind: 'Directory', name: path}}],
		},
		'a quarter leaked': {
			evidence: evidence({live: 20, leaked: 64}),
			findings: [{message: 'leaked', subject, text: '64 of 253 pod addresses of 10.42.1.0/24 (25 %)'}],
		},
		'empty files of a crash': {
			evidence: {
				...evidence({leaked: 60}),
				leases: evidence({leaked: 60}).leases.map(({sandboxId: _, ...lease}) => lease),
			},
			findings: [{message: 'leaked', subject, text: 'the oldest for 3 days'}],
		},
		'used up by leaks': {
			evidence: evidence({live: 10, leaked: 243}),
			findings: [
				{message: 'exhausted', subject, text: 'All 253 pod addresses of 10.42.1.0/24 are taken, 243'},
			],
		},
		'used up by pods': {
			evidence: evidence({live: 29, cidrs: ['10.42.1.0/27']}),
			findings: [{message: 'exhausted', subject: {...subject, name: '10.42.1.0/27'}, text: ' 0 of them'}],
		},
	},
});

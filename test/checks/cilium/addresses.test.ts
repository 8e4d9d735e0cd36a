import {test} from 'vitest';
import check from '../../../checks/cilium/addresses.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const evidenceOf = (status: string) => ({
	evidence: {status: ciliumStatus({ipam: {status}})},
	environment: onCilium,
});
const subject = {kind: 'AddressRange', name: '10.42.1.0/24'} as const;

testCheck(test, check, {
	passes: {
		'plenty left': evidenceOf('IPv4: 5/254 allocated from 10.42.1.0/24, '),
		'a full node by the number of pods': evidenceOf('IPv4: 112/254 allocated from 10.42.1.0/24, '),
		'three left, of a node that has as many pods as it may have': evidenceOf(
			'IPv4: 251/254 allocated from 10.42.1.0/24, ',
		),
		'a cloud that adds addresses as they are needed': evidenceOf('IPv4: 11/11 allocated, '),
		'a text of another version': evidenceOf('5 of 254'),
		'no answer about addresses': {evidence: {status: ciliumStatus({ipam: null})}, environment: onCilium},
	},
	fails: {
		'none left': {
			...evidenceOf(
				'IPv4: 254/254 allocated from 10.42.1.0/24, IPv6: 5/65534 allocated from 2001:cafe:42:1::/112',
			),
			findings: [{message: 'exhausted', subject, text: 'All 254 IPv4 addresses of 10.42.1.0/24'}],
		},
	},
});

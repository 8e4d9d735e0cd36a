import {expect, it} from 'vitest';
import {type FlannelInterfaceState, interfaceMismatches} from '../../src/derive/interface-mismatch.ts';
import type {InterfaceAddress} from '../../src/parsers/ip-address.ts';

const address = (link: string, text: string): InterfaceAddress => ({
	link,
	family: text.includes(':') ? 'ipv6' : 'ipv4',
	address: text,
	prefixLength: 24,
	scope: 'global',
	flags: [],
});
const tunnel = (lower?: string, local?: string): FlannelInterfaceState['tunnel'] => ({
	name: 'flannel.1',
	index: 3,
	flags: [],
	isUp: true,
	hasCarrier: true,
	operstate: 'UNKNOWN',
	mtu: 1450,
	kind: 'vxlan',
	vxlan: {isExternal: false, ...(lower !== undefined && {lower}), ...(local !== undefined && {local})},
});
const healthy: FlannelInterfaceState = {
	family: 'ipv4',
	selection: {name: 'eth0', address: '10.0.0.1', why: 'default route'},
	tunnel: tunnel('eth0', '10.0.0.1'),
	endpoint: {publicIp: '10.0.0.1'},
	addresses: [address('eth0', '10.0.0.1'), address('eth0', '10.0.0.9'), address('eth1', '172.16.0.1')],
	internalIps: ['10.0.0.1', 'fd00::1'],
};

it.each<[string, Partial<FlannelInterfaceState>, readonly object[]]>([
	['all fits', {}, []],
	['nothing announced yet', {endpoint: {}}, []],
	[
		'an interface that flanneld could not choose now',
		{selection: {none: 'unable to find default route'}},
		[],
	],
	['a device without a lower one', {tunnel: tunnel()}, []],
	[
		'an address behind NAT that the user ordered',
		{endpoint: {publicIp: '203.0.113.7', publicIpOverwrite: '203.0.113.7'}},
		[],
	],
	['no InternalIP of the family', {internalIps: ['fd00::1']}, []],
	[
		'another spelling',
		{
			family: 'ipv6',
			tunnel: tunnel('eth0', 'fd00::1'),
			endpoint: {publicIp: 'FD00:0::1'},
			addresses: [address('eth0', 'fd00::1')],
		},
		[],
	],
	[
		'the default route has moved',
		{selection: {name: 'eth1', address: '172.16.0.1', why: 'default route'}},
		[{kind: 'other-interface', has: 'eth0', expected: 'eth1', why: 'default route'}],
	],
	[
		'the address has changed since the start',
		{tunnel: tunnel('eth0', '10.0.0.7'), endpoint: {publicIp: '10.0.0.7'}},
		[
			{kind: 'source-gone', source: '10.0.0.7'},
			{kind: 'announced-foreign', announced: '10.0.0.7'},
			{kind: 'not-internal-ip', announced: '10.0.0.7', internalIps: ['10.0.0.1']},
		],
	],
	[
		'an address of another interface',
		{endpoint: {publicIp: '172.16.0.1'}, internalIps: ['172.16.0.1']},
		[{kind: 'announced-elsewhere', announced: '172.16.0.1', owner: 'eth1', expected: 'eth0'}],
	],
	[
		'the second address of the interface',
		{endpoint: {publicIp: '10.0.0.9'}},
		[
			{kind: 'announced-differs', announced: '10.0.0.9', source: '10.0.0.1'},
			{kind: 'not-internal-ip', announced: '10.0.0.9', internalIps: ['10.0.0.1']},
		],
	],
])('%s', (_name, changes, expected) => {
	expect(interfaceMismatches({...healthy, ...changes})).toEqual(expected);
});

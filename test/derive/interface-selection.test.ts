import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	type InterfaceOptions,
	type NetworkState,
	selectInterface,
} from '../../src/derive/interface-selection.ts';
import {type AddressFlag, type InterfaceAddress, parseIpAddress} from '../../src/parsers/ip-address.ts';
import type {Link} from '../../src/parsers/ip-link.ts';
import {parseIpRoute, type Route} from '../../src/parsers/ip-route.ts';

const link = (name: string): Link => ({
	name,
	index: 1,
	flags: [],
	isUp: true,
	hasCarrier: true,
	operstate: 'UP',
	mtu: 1500,
});
const address = (name: string, text: string, ...flags: readonly AddressFlag[]): InterfaceAddress => ({
	link: name,
	family: text.includes(':') ? 'ipv6' : 'ipv4',
	address: text,
	prefixLength: text.includes(':') ? 64 : 24,
	scope: 'global',
	flags,
});
const defaultRoute = (dev: string | undefined, fields: Partial<Route> = {}): Route => ({
	family: 'ipv4',
	type: 'unicast',
	destination: fields.family === 'ipv6' ? '::/0' : '0.0.0.0/0',
	...(dev !== undefined && {dev}),
	table: 'main',
	flags: [],
	nexthops: [],
	...fields,
});

const node: NetworkState = {
	links: ['lo', 'eth0', 'eth1', 'eth2', 'flannel.1'].map(link),
	addresses: [
		address('lo', '127.0.0.1'),
		address('eth0', '10.0.2.15', 'dynamic'),
		address('eth1', '192.168.56.11'),
		address('eth1', 'fd00::11'),
		address('eth1', 'fe80::11'),
		address('flannel.1', '10.42.1.0'),
	],
	routes: [
		defaultRoute('eth1', {metric: 200}),
		defaultRoute('eth0', {metric: 100}),
		defaultRoute('eth9', {table: '30401'}),
		defaultRoute('eth1', {family: 'ipv6', metric: 1024}),
	],
};
const ipv4: InterfaceOptions = {families: ['ipv4']};
const dual: InterfaceOptions = {families: ['ipv4', 'ipv6']};

describe('selectInterface', () => {
	it.each<[string, InterfaceOptions, object]>([
		[
			'the default route with the lowest metric',
			ipv4,
			{name: 'eth0', address: '10.0.2.15', why: 'default route'},
		],
		[
			'empty options are no options',
			{...ipv4, interfaces: [''], regexes: [''], canReach: '', publicIp: ''},
			{name: 'eth0', address: '10.0.2.15', why: 'default route'},
		],
		['IPv6 alone', {families: ['ipv6']}, {name: 'eth1', ipv6Address: 'fd00::11', why: 'default route'}],
		[
			'default routes of two devices',
			dual,
			{none: 'v6 default route interface eth1 must be the same with v4 default route interface eth0'},
		],
		[
			'a public IP',
			{...ipv4, publicIp: '192.168.56.11'},
			{name: 'eth1', address: '192.168.56.11', why: 'public IP 192.168.56.11'},
		],
		[
			'a public IP of another node',
			{...ipv4, publicIp: '203.0.113.7'},
			{none: 'no interface with given IP found: 203.0.113.7'},
		],
		[
			'a public IP in both families',
			{...dual, publicIp: '192.168.56.11'},
			{name: 'eth1', address: '192.168.56.11', ipv6Address: 'fd00::11', why: 'public IP 192.168.56.11'},
		],
		[
			'a public IP of a family that is off',
			{...ipv4, publicIp: 'fd00::11'},
			{none: 'public IP fd00::11 is IPv6, which is not enabled'},
		],
		['a name', {...ipv4, interfaces: ['eth1']}, {name: 'eth1', address: '192.168.56.11', why: 'iface eth1'}],
		[
			'a name in both families',
			{...dual, interfaces: ['eth1']},
			{name: 'eth1', address: '192.168.56.11', ipv6Address: 'fd00::11', why: 'iface eth1'},
		],
		[
			'an address',
			{...ipv4, interfaces: ['192.168.56.11']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface 192.168.56.11'},
		],
		[
			'the first that exists',
			{...ipv4, interfaces: ['ens3', 'eth1', 'eth0']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface eth1'},
		],
		[
			'a name that does not exist',
			{...ipv4, interfaces: ['ens3']},
			{none: 'error looking up interface ens3: no such network interface'},
		],
		[
			'a name without an address',
			{...ipv4, interfaces: ['eth2']},
			{
				none: 'failed to find IPv4 address for interface eth2',
				addressless: {name: 'eth2', family: 'IPv4'},
			},
		],
		[
			'a name with one family of two',
			{...dual, interfaces: ['eth0']},
			{
				none: 'failed to find IPv6 address for interface eth0',
				addressless: {name: 'eth0', family: 'IPv6'},
			},
		],
		[
			'a regex on addresses before names',
			{...ipv4, regexes: ['^192\\.168\\.|eth0']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface-regex ^192\\.168\\.|eth0'},
		],
		[
			'a regex on names',
			{...ipv4, regexes: ['^eth[1-9]$']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface-regex ^eth[1-9]$'},
		],
		[
			'a regex in both families',
			{...dual, regexes: ['^(192|fd00)']},
			{name: 'eth1', address: '192.168.56.11', ipv6Address: 'fd00::11', why: 'iface-regex ^(192|fd00)'},
		],
		[
			'a regex of any case',
			{...ipv4, regexes: ['(?i)^ETH1']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface-regex (?i)^ETH1'},
		],
		[
			'names before regexes',
			{...ipv4, interfaces: ['eth1'], regexes: ['eth0']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface eth1'},
		],
		[
			'a second regex',
			{...ipv4, regexes: ['ens.*', 'eth1']},
			{name: 'eth1', address: '192.168.56.11', why: 'iface-regex eth1'},
		],
		[
			'a regex whose first name has no address',
			{...ipv4, regexes: ['eth2|lo']},
			{
				none: 'failed to find IPv4 address for interface lo',
				addressless: {name: 'lo', family: 'IPv4'},
			},
		],
		[
			'a regex that Go does not know',
			{...ipv4, regexes: ['eth(?=1)']},
			{none: "could not compile the IP address regex 'eth(?=1)'"},
		],
		[
			'a regex that JavaScript does not know',
			{...ipv4, regexes: ['(?U)eth1']},
			{undecided: expect.stringContaining('(?U)eth1')},
		],
		[
			'can-reach after all else',
			{...ipv4, interfaces: ['ens3'], canReach: '10.0.0.1'},
			{undecided: 'iface-can-reach 10.0.0.1 asks the kernel'},
		],
		['no family', {families: []}, {none: 'none matched ip stack'}],
	])('%s', (_name, options, expected) => {
		expect(selectInterface(options, node)).toEqual(expected);
	});

	it.each<[string, readonly Route[], string]>([
		['without a default route', [], 'unable to find default route'],
		[
			'with one in another table only',
			[defaultRoute('eth0', {table: '30401'})],
			'unable to find default route',
		],
		[
			'with a multipath one',
			[defaultRoute(undefined, {nexthops: [{dev: 'eth0', flags: []}]})],
			'found default route but could not determine interface',
		],
	])('finds none %s', (_name, routes, none) => {
		expect(selectInterface(ipv4, {...node, routes})).toEqual({none});
	});

	it.each<[string, readonly InterfaceAddress[], string | undefined]>([
		[
			'global before link-local',
			[address('eth0', '169.254.7.7'), address('eth0', '10.0.0.1', 'dynamic')],
			'10.0.0.1',
		],
		[
			'permanent before dynamic',
			[address('eth0', '10.0.0.2', 'dynamic'), address('eth0', '10.0.0.1')],
			'10.0.0.1',
		],
		[
			'stable before temporary',
			[address('eth0', '10.0.0.2', 'temporary'), address('eth0', '10.0.0.1')],
			'10.0.0.1',
		],
		[
			'the first of equals',
			[address('eth0', '10.0.0.1'), address('eth0', '10.0.0.2', 'secondary')],
			'10.0.0.1',
		],
		['a link-local one when there is no other', [address('eth0', '169.254.7.7')], '169.254.7.7'],
		['none that is deprecated', [address('eth0', '10.0.0.1', 'deprecated')], undefined],
		['none of the loopback', [address('eth0', '127.0.0.1')], undefined],
	])('prefers %s', (_name, addresses, expected) => {
		const selection = selectInterface(ipv4, {...node, addresses});
		expect('name' in selection ? selection.address : undefined).toBe(expected);
	});

	it('chooses eth0 on a recorded node (iproute2 6.15)', () => {
		const selection = selectInterface(ipv4, {
			links: [link('lo'), link('eth0'), link('flannel.1')],
			addresses: parseIpAddress(
				'[{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"operstate":"UP","addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":24,"scope":"global","label":"eth0","valid_life_time":4294967295,"preferred_life_time":4294967295}]}]',
			),
			routes: parseIpRoute(
				'[{"type":"unicast","dst":"default","gateway":"10.0.0.254","dev":"eth0","protocol":"boot","scope":"global","flags":[]}]',
			),
		});
		expect(selection).toEqual({name: 'eth0', address: '10.0.0.1', why: 'default route'});
	});

	it('never throws, whatever the regex', () => {
		fc.assert(
			fc.property(fc.string(), pattern => {
				const selection = selectInterface({...ipv4, regexes: [pattern]}, node);
				expect(
					Object.keys(selection).filter(key => ['name', 'none', 'undecided'].includes(key)),
				).toHaveLength(1);
			}),
		);
	});
});

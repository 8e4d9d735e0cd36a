import {test} from 'vitest';
import check from '../../../checks/calico/wireguard-left.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, linksOf, routesOf} from '../builders.ts';

const link = (name: string, flags = ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP']) =>
	linksOf({
		ifindex: 9,
		ifname: name,
		flags,
		mtu: 1440,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'wireguard'},
	});
const rules = parseIpRule(
	JSON.stringify([
		{priority: 0, src: 'all', table: 'local'},
		{priority: 99, not: null, src: 'all', fwmark: '0x200000', fwmask: '0x200000', table: '1'},
		{priority: 32766, src: 'all', table: 'main'},
	]),
);
const main = parseIpRule(JSON.stringify([{priority: 32766, src: 'all', table: 'main'}]));
const routes = routesOf({dst: '10.42.3.0/26', dev: 'wireguard.cali', table: '1', scope: 'link', flags: []});
const settings = {environment: {}, configurations: [{name: 'default', spec: {wireguardEnabled: false}}]};
const given = {links: link('wireguard.cali'), routes, rules, rulesIpv6: main, settings};
const routesV6 = routesOf({
	dst: '2001:cafe:42:3::/122',
	dev: 'wg-v6.cali',
	table: '1',
	scope: 'link',
	flags: [],
});
const givenV6 = {...given, links: link('wg-v6.cali'), routes: routesV6};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'it is in use': {
			evidence: {
				...given,
				settings: {environment: {}, configurations: [{name: 'default', spec: {wireguardEnabled: true}}]},
			},
		},
		...Object.fromEntries(
			['True', '1', 'yes'].map(value => [
				`the environment of Felix turns it on with ${value}`,
				{evidence: {...given, settings: {...settings, environment: {FELIX_WIREGUARDENABLED: value}}}},
			]),
		),
		'an IPv4 rule asks the table that has IPv6 routes': {evidence: givenV6},
		'an IPv6 rule asks the table that has IPv4 routes': {
			evidence: {...given, rules: main, rulesIpv6: rules},
		},
		'nobody may tell whether it is': {evidence: {...given, settings: {environment: {}}}},
		'the device alone': {evidence: {...given, rules: main, routes: []}},
		'a table that no rule asks': {evidence: {...given, rules: main}},
		'a device that is down has no routes that count': {
			evidence: {...given, links: link('wireguard.cali', ['POINTOPOINT', 'NOARP'])},
		},
	},
	fails: {
		'rule and routes of IPv6 have stayed': {
			evidence: {...givenV6, rules: main, rulesIpv6: rules},
			findings: [
				{
					message: 'takes',
					subject: {kind: 'Interface', name: 'wg-v6.cali'},
					text: '1 route of table 1 still leads into wg-v6.cali',
				},
			],
		},
		'rule and routes have stayed': {
			evidence: given,
			findings: [
				{
					message: 'takes',
					subject: {kind: 'Interface', name: 'wireguard.cali'},
					text: '1 route of table 1 still leads into wireguard.cali',
				},
			],
		},
	},
});

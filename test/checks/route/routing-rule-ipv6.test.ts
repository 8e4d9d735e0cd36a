import {test} from 'vitest';
import check from '../../../checks/route/routing-rule-ipv6.ts';
import {parseIpRoute} from '../../../src/parsers/ip-route.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';

const routesOf = (...objects: readonly object[]) => [...parseIpRoute(JSON.stringify(objects), 'ipv6')];
const ownRoutes = [
	{dst: 'default', gateway: 'fd00::ff', dev: 'eth0', protocol: 'static', flags: []},
	{dst: 'fd00::/64', dev: 'eth0', protocol: 'kernel', prefsrc: 'fd00::2', flags: []},
	{dst: '2001:cafe:42::/80', gateway: '2001:cafe:42::', dev: 'flannel-v6.1', flags: ['onlink']},
	{dst: '2001:cafe:42:0:1::5', dev: 'cali0123456789a', flags: []},
] as const;
const rulesWith = (...objects: readonly object[]) =>
	parseIpRule(
		JSON.stringify([
			{priority: 0, src: 'all', table: 'local'},
			{priority: 32_766, src: 'all', table: 'main'},
			...objects,
		]),
	);
const routes = routesOf(...ownRoutes);
const gatewayIn = (table: string) => ({dst: 'default', gateway: 'fd00::ff', dev: 'eth0', table, flags: []});

testCheck(test, check, {
	passes: {
		'the rules of the kernel': {evidence: {rules: rulesWith(), routes}},
		'a single family': {evidence: {rules: [], routes: []}},
		'a VPN that asks the table main first, but for a default route': {
			evidence: {
				rules: rulesWith(
					{priority: 32_764, src: 'all', table: 'main', suppress_prefixlen: 0},
					{priority: 32_765, not: null, src: 'all', fwmark: '0xca6c', table: '51820'},
				),
				routes: routesOf(...ownRoutes, gatewayIn('51820')),
			},
		},
	},
	fails: {
		'a rule that prohibits the range of pods': {
			evidence: {
				rules: rulesWith({priority: 70, src: 'all', dst: '2001:cafe:42::', dstlen: 56, action: 'prohibit'}),
				routes,
			},
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'IPv6 from all to 2001:cafe:42::/56 prohibit'},
					text: 'nowhere (prohibit) instead of by flannel-v6.1',
				},
			],
		},
		'a table of a VPN': {
			evidence: {
				rules: rulesWith({priority: 5270, src: 'all', table: '52'}),
				routes: routesOf(...ownRoutes, gatewayIn('52')),
			},
			findings: [
				{message: 'taken', subject: {kind: 'RoutingRule', name: 'IPv6 from all lookup 52'}, text: 'by eth0'},
			],
		},
	},
});

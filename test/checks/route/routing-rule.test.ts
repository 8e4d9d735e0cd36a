import {test} from 'vitest';
import check from '../../../checks/route/routing-rule.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';

const pod = 'cali0123456789a';
const ownRoutes = [
	{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', protocol: 'boot', flags: []},
	{dst: '10.0.0.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.2', flags: []},
	{dst: '10.42.0.0/24', gateway: '10.42.0.0', dev: 'flannel.1', protocol: 'boot', flags: ['onlink']},
	{dst: '10.42.1.5', dev: pod, protocol: 'boot', scope: 'link', flags: []},
] as const;
const ownRules = [
	{priority: 0, src: 'all', table: 'local'},
	{priority: 32_766, src: 'all', table: 'main'},
	{priority: 32_767, src: 'all', table: 'default'},
] as const;
const rulesWith = (...objects: readonly object[]) => parseIpRule(JSON.stringify([...ownRules, ...objects]));
const gatewayIn = (table: string) => ({dst: 'default', gateway: '10.0.0.254', dev: 'eth0', table, flags: []});
const routes = routesOf(...ownRoutes);
const judged = (rules: ReturnType<typeof rulesWith>, table = routes) => ({
	evidence: {rules, routes: table},
});

testCheck(test, check, {
	passes: {
		'a rule for another interface': judged(
			rulesWith({priority: 100, src: 'all', iif: 'eth1', action: 'blackhole'}),
		),
		'the rules of the kernel': judged(rulesWith()),
		'a VPN that asks the table main first, but for a default route': judged(
			rulesWith(
				{priority: 32_764, src: 'all', table: 'main', suppress_prefixlen: 0},
				{priority: 32_765, not: null, src: 'all', fwmark: '0xca6c', table: '51820'},
			),
			routesOf(...ownRoutes, gatewayIn('51820')),
		),
		'a VPN with routes to its own network only': judged(
			rulesWith({priority: 5270, src: 'all', table: '52'}),
			routesOf(...ownRoutes, {dst: '100.64.0.0/10', dev: 'tailscale0', table: '52', flags: []}),
		),
		'a table with the same way': judged(
			rulesWith({priority: 1000, src: 'all', dst: '10.42.0.0', dstlen: 24, table: '101'}),
			routesOf(...ownRoutes, {...ownRoutes[2], table: '101'}),
		),
		'a rule for the address of a second uplink': judged(
			rulesWith({priority: 100, src: '203.0.113.2', table: '100'}),
			routesOf(...ownRoutes, gatewayIn('100')),
		),
		'a rule that selects by more than addresses': judged(
			rulesWith({priority: 100, src: 'all', tos: '0x10', table: '100'}),
			routesOf(...ownRoutes, gatewayIn('100')),
		),
		'a jump to the table main': judged(
			rulesWith({priority: 10, src: 'all', dst: '10.42.0.0', dstlen: 16, goto: 32_766}),
		),
		'a jump over main for addresses of the site': judged(
			rulesWith({priority: 10, src: 'all', dst: '172.16.0.0', dstlen: 12, goto: 32_767}),
		),
		'a rule for ICMP': judged(rulesWith({priority: 100, src: 'all', ipproto: 'icmp', action: 'prohibit'})),
		'nm-cloud-setup, of which another check tells': judged(
			rulesWith({priority: 30_400, src: '10.42.1.5', table: '30400'}),
			routesOf(...ownRoutes, gatewayIn('30400')),
		),
	},
	fails: {
		'a transparent proxy for the web': {
			...judged(
				rulesWith({priority: 100, src: 'all', ipproto: 'tcp', dport: 443, table: '100'}),
				routesOf(...ownRoutes, gatewayIn('100')),
			),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from all ipproto tcp dport 443 lookup 100'},
					text: 'to pods (10.42.0.0/24 and 10.42.1.5/32) by eth0',
				},
			],
		},
		'what comes out of the tunnel is thrown away': {
			...judged(rulesWith({priority: 60, src: 'all', iif: 'flannel.1', action: 'blackhole'})),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from all iif flannel.1 blackhole'},
					text: 'takes what pods of other nodes send to pods (10.42.1.5/32) nowhere (blackhole)',
				},
			],
		},
		'a rule for the own address of the node, from which it asks its pods': {
			...judged(
				rulesWith({priority: 100, src: '10.0.0.2', table: '100'}),
				routesOf(...ownRoutes, gatewayIn('100')),
			),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from 10.0.0.2 lookup 100'},
					text: 'this node (from its own address) sends to pods (10.42.0.0/24 and 10.42.1.5/32) by eth0',
				},
			],
		},
		'a rule for the address that the routes to pods name as source': {
			...judged(
				rulesWith({priority: 200, src: '172.26.18.119', table: '200'}),
				routesOf(
					...ownRoutes.map(route =>
						route.dst === '10.42.1.5' ? {...route, prefsrc: '172.26.18.119'} : route,
					),
					gatewayIn('200'),
				),
			),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from 172.26.18.119 lookup 200'},
					text: 'this node (from its own address) sends to pods (10.42.1.5/32) by eth0',
				},
			],
		},
		'the subnet router of Tailscale has the pods of another node': {
			...judged(
				rulesWith({priority: 5270, src: 'all', table: '52'}),
				routesOf(...ownRoutes, {dst: '10.42.0.0/16', dev: 'tailscale0', table: '52', flags: []}),
			),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from all lookup 52'},
					text: 'takes what this node and pods here send to pods (10.42.0.0/24 and 10.42.1.5/32) by tailscale0 instead of by flannel.1',
				},
			],
		},
		'a rule for what pods send': {
			...judged(
				rulesWith({priority: 1000, src: '10.42.1.0', srclen: 24, table: '100'}),
				routesOf(...ownRoutes, gatewayIn('100')),
			),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from 10.42.1.0/24 lookup 100'},
					text: 'takes what pods here send to pods (10.42.0.0/24) by eth0',
				},
			],
		},
		'a jump over the table main': {
			...judged(rulesWith({priority: 10, src: 'all', dst: '10.42.0.0', dstlen: 24, goto: 32_767})),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from all to 10.42.0.0/24 goto 32767'},
					text: 'nowhere (no route) instead of by flannel.1',
				},
			],
		},
		'a rule that forbids it': {
			...judged(rulesWith({priority: 100, src: 'all', dst: '10.42.0.0', dstlen: 16, action: 'prohibit'})),
			findings: [
				{
					message: 'taken',
					subject: {kind: 'RoutingRule', name: 'from all to 10.42.0.0/16 prohibit'},
					text: 'nowhere (prohibit) instead of by flannel.1',
				},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/host/reverse-path-filter-tunnel.ts';
import {parseFlannelNetConf} from '../../../src/parsers/flannel-net-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {neighbourOf} from '../flannel-builders.ts';
import {addresses, fdb, links, routeObjects, ruleObjects, rules, rulesOf, sysctls} from './evidence.ts';

const strict = {reversePathFilter: 1};
const names = links.map(({name}) => name);
const [toAll, uplink, , toThree, ...others] = routeObjects;
const straight = {dst: '10.42.0.0/24', gateway: '10.0.0.1', dev: 'eth0', protocol: 'boot', flags: []};
/** The FDB of the test leads to 10.0.0.1 and 10.0.0.3, in this order. */
const entered = [
	neighbourOf('10.42.0.0', 'flannel.1', '9a:11:5e:00:00:00'),
	neighbourOf('10.42.2.0', 'flannel.1', '9a:11:5e:00:00:01'),
];
const netConfOf = (directRouting: boolean) => ({
	...parseFlannelNetConf(
		JSON.stringify({Network: '10.42.0.0/16', Backend: {Type: 'vxlan', DirectRouting: directRouting}}),
	),
	source: 'file of flanneld' as const,
});
const passed = {
	sysctls: sysctls({'flannel.1': strict}, names),
	links,
	addresses,
	counters: {TcpExt: {IPReversePathFilter: 12}},
	routes: routesOf(toAll, uplink, straight, toThree, ...others),
	rules,
	neighbours: entered,
	fdb,
	netConf: netConfOf(false),
};
const byRule = {
	...passed,
	routes: routesOf(...routeObjects, {...straight, table: '77'}),
	rules: rulesOf(...ruleObjects, {priority: 500, src: 'all', dst: '10.42.0.0', dstlen: 24, table: '77'}),
};
const finding = {
	message: 'passed',
	subject: {kind: 'Interface', name: 'flannel.1'},
	text: 'What this node sends to the pods behind 10.0.0.1 goes past the tunnel (10.42.0.0/24 via 10.0.0.1 dev eth0',
} as const;

testCheck(test, check, {
	passes: {
		'strict, and all by the tunnel': {evidence: {...passed, routes: routesOf(...routeObjects)}},
		'loose at the tunnel, although strict for all': {
			evidence: {...passed, sysctls: sysctls({all: strict, 'flannel.1': {reversePathFilter: 2}}, names)},
		},
		'the filter has never dropped anything': {
			evidence: {...passed, counters: {TcpExt: {IPReversePathFilter: 0}}},
		},
		'DirectRouting was turned on, and the entries of before are still there': {
			evidence: {
				...passed,
				routes: routesOf(toAll, uplink, straight, {...toThree, gateway: '10.0.0.3', dev: 'eth0'}, ...others),
			},
		},
		'flannel with DirectRouting, which enters no MAC of such a peer': {
			evidence: {...passed, neighbours: entered.slice(1)},
		},
		'DirectRouting, with another node beyond a router and the entries of before': {
			evidence: {...passed, netConf: netConfOf(true)},
		},
		'by another gateway, which is another finding': {
			evidence: {
				...passed,
				routes: routesOf(toAll, uplink, {...straight, gateway: '10.0.0.254'}, toThree, ...others),
			},
		},
		'no route to the peer but the one to everything': {
			evidence: {...passed, routes: routesOf(toAll, uplink, toThree, ...others)},
		},
	},
	fails: {
		'a route past the tunnel': {evidence: passed, findings: [finding]},
		'strict for all': {evidence: {...passed, sysctls: sysctls({all: strict}, names)}, findings: [finding]},
		'a routing rule past the tunnel': {evidence: byRule, findings: [finding]},
	},
});

import {test} from 'vitest';
import check from '../../../checks/host/reverse-path-filter-arp.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {onUnderlay, peerOf} from '../flannel-builders.ts';
import {addressesOf, device, fdb, flannel, routeObjects, rules, sysctls} from './evidence.ts';

const strict = {reversePathFilter: 1};
const links = linksOf(device('lo', 1), device('eth0', 2), device('eth1', 5), flannel);
const names = links.map(({name}) => name);
const third = peerOf(3);

const judged = (given: {
	readonly result?: 'answered' | 'silent';
	readonly count?: number;
	readonly filter?: object;
	readonly isBack?: true;
}) => ({
	evidence: {
		sysctls: sysctls({eth0: {...strict, ...given.filter}}, names),
		links,
		addresses: addressesOf(
			['eth0', '10.0.0.2', 32],
			['eth1', '192.0.2.2', 24],
			['flannel.1', '10.42.1.0', 32],
		),
		routes: routesOf(
			...routeObjects,
			...(given.isBack ? [] : [{dst: '10.0.0.3', dev: 'eth1', scope: 'link', flags: []}]),
		),
		rules,
		fdb,
		counters: {TcpExt: {IPReversePathFilter: given.count ?? 0}},
		underlay: [onUnderlay(peerOf(1), 'answered'), onUnderlay(third, given.result ?? 'silent')],
		overlay: [],
		underlayPings: [onUnderlay(third, given.result ?? 'silent')],
	},
});

testCheck(test, check, {
	passes: {
		'the peer answers': judged({result: 'answered'}),
		'the filter has dropped packets, of which another check tells': judged({count: 812}),
		'a loose filter': judged({filter: {reversePathFilter: 2}}),
		'the same way back': judged({isBack: true}),
	},
	fails: {
		'what is for one machine leaves by the second interface': {
			...judged({}),
			findings: [
				{
					message: 'unanswered',
					subject: {kind: 'Interface', name: 'eth0, eth1'},
					text: 'node-3 get no answer by ARP from eth0, because those to them leave by eth1',
				},
			],
		},
	},
});

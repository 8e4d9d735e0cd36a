import {test} from 'vitest';
import check from '../../../checks/underlay/peer-unreachable-ipv6.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {parseIpNeighbour} from '../../../src/parsers/ip-neighbour.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';

const peer = (name: string, standing: 'ready' | 'not-ready' = 'ready') => ({
	name,
	underlay: `10.0.0.${name.at(-1)}`,
	standing,
});
const connected = {dst: 'fd00::/64', dev: 'eth0', protocol: 'kernel', pref: 'medium', flags: []};
const rules = parseIpRule(
	JSON.stringify([
		{priority: 0, src: 'all', table: 'local'},
		{priority: 32766, src: 'all', table: 'main'},
	]),
);
type Result = PacketResult['result'];

const evidence = ({
	ipv4 = 'answered',
	ipv6 = 'silent',
	standing = 'ready',
	routes = [connected],
	neighbours = [],
}: {
	ipv4?: Result;
	ipv6?: Result;
	standing?: 'ready' | 'not-ready';
	routes?: readonly object[];
	neighbours?: readonly object[];
}) => ({
	contacts: [{peer: peer('node-1', standing), address: 'fd00::1', answer: {result: ipv6}}],
	underlay: [{peer: peer('node-1', standing), address: '10.0.0.1', answer: {result: ipv4}}],
	neighbours: parseIpNeighbour(JSON.stringify(neighbours)),
	rules,
	routes: routesOf(...routes),
});
const subject = {kind: 'Peer', name: 'node-1 IPv6'} as const;

testCheck(test, check, {
	environment: {cni: told('canal' as const)},
	passes: {
		'both answer': {evidence: evidence({ipv6: 'answered'})},
		'the port is closed, which is an answer': {evidence: evidence({ipv6: 'reset'})},
		'the node answers on neither family: it is down': {evidence: evidence({ipv4: 'silent'})},
		'a node that is not in service': {evidence: evidence({standing: 'not-ready'})},
		'no node has an IPv6 address': {evidence: {...evidence({}), contacts: []}},
		'an entry by hand that is right': {
			evidence: evidence({
				ipv6: 'answered',
				neighbours: [{dst: 'fd00::1', dev: 'eth0', lladdr: '02:00:00:00:00:01', state: ['PERMANENT']}],
			}),
		},
	},
	fails: {
		'a route prohibits it': {
			evidence: evidence({
				routes: [connected, {type: 'prohibit', dst: 'fd00::1', dev: 'lo', pref: 'medium', flags: []}],
			}),
			findings: [{message: 'refused', subject, text: 'prohibit fd00::1'}],
		},
		'there is no route': {
			evidence: evidence({routes: [{...connected, dst: 'fd99::/64'}]}),
			findings: [{message: 'noRoute', subject}],
		},
		'an entry by hand': {
			evidence: evidence({
				neighbours: [{dst: 'fd00::1', dev: 'eth0', lladdr: '02:00:00:00:00:77', state: ['PERMANENT']}],
			}),
			findings: [{message: 'byHand', subject, text: '02:00:00:00:00:77'}],
		},
		'neighbour discovery is dropped': {
			evidence: evidence({neighbours: [{dst: 'fd00::1', dev: 'eth0', state: ['FAILED']}]}),
			findings: [{message: 'unresolved', subject, text: 'fd00::1 on eth0 stays FAILED'}],
		},
		'nothing here shows why': {
			evidence: evidence({
				neighbours: [{dst: 'fd00::1', dev: 'eth0', lladdr: '02:00:00:00:00:01', state: ['REACHABLE']}],
			}),
			findings: [{message: 'silent', subject}],
		},
	},
});

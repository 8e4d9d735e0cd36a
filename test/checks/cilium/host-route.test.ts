import {test} from 'vitest';
import check from '../../../checks/cilium/host-route.ts';
import {parseCiliumClusterNodes} from '../../../src/parsers/cilium-cluster-nodes.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf, routesOf} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const entry = (name: string, range: string) => ({
	name: `default/${name}`,
	'primary-address': {ipv4: {'alloc-range': range, enabled: true, ip: '10.0.0.9'}, ipv6: {}},
});
const list = parseCiliumClusterNodes(
	JSON.stringify({
		self: 'default/node-2',
		'nodes-added': [entry('node-2', '10.42.1.0/24'), entry('node-3', '10.42.2.0/24')],
	}),
);
const routesTo = (...routes: readonly (readonly [string, string])[]) =>
	routesOf(...routes.map(([dst, dev]) => ({type: 'unicast', dst, dev, table: 'main', flags: []})));
const [own, other, way] = [
	['10.42.1.0/24', 'cilium_host'],
	['10.42.2.0/24', 'cilium_host'],
	['default', 'eth0'],
] as const;
const daemon = {ipamMode: 'kubernetes', options: {}};
const links = linksOf({
	ifname: 'cilium_host',
	ifindex: 3,
	flags: ['UP', 'LOWER_UP'],
	mtu: 1500,
	operstate: 'UP',
});
const environment = {...onCilium, backend: told('vxlan' as const), chaining: told('none')};
const situation = (...routes: readonly (readonly [string, string])[]) => ({
	evidence: {list, daemon, links, routes: [...routesTo(...routes)]},
	environment,
});
const subject = {kind: 'Interface', name: 'cilium_host'} as const;

testCheck(test, check, {
	passes: {
		'a route for each node': situation(own, other, way),
		'one route for all of them': situation(['10.42.0.0/16', 'cilium_host'], way),
		'a route of somebody else, which is narrower than the default route': situation(own, way, [
			'10.42.2.0/24',
			'eth1',
		]),
		'a wide route refuses what no narrower one leads to': {
			evidence: {
				list,
				daemon,
				links,
				routes: [
					...routesTo(own, other, way),
					...routesOf({type: 'blackhole', dst: '10.42.0.0/16', table: 'main', flags: []}),
				],
			},
			environment,
		},
		'Cilium refuses the address of a pod here that is gone': {
			evidence: {
				list,
				daemon,
				links,
				routes: [
					...routesTo(own, other, way),
					...routesOf({type: 'unreachable', dst: '10.42.1.77', table: 'main', flags: []}),
				],
			},
			environment,
		},
		'behind the plugin of a cloud': {
			...situation(way),
			environment: {...environment, chaining: told('aws-cni')},
		},
		'addresses of a cloud': {
			evidence: {...situation(way).evidence, daemon: {...daemon, ipamMode: 'eni'}},
			environment,
		},
		'no cilium_host, which is told elsewhere': {
			evidence: {...situation(way).evidence, links: []},
			environment,
		},
	},
	fails: {
		'a route refuses half of a range': {
			evidence: {
				list,
				daemon,
				links,
				routes: [
					...routesTo(own, other, way),
					...routesOf({type: 'blackhole', dst: '10.42.2.0/25', table: 'main', flags: []}),
				],
			},
			environment,
			findings: [
				{
					message: 'refused',
					subject: {kind: 'Route', name: '10.42.2.0/25'},
					text: 'the pods of node-3: its route blackhole 10.42.2.0/25 refuses',
				},
			],
		},
		'a route refuses the range in place of that of Cilium': {
			evidence: {
				list,
				daemon,
				links,
				routes: [
					...routesTo(own, way),
					...routesOf({type: 'unreachable', dst: '10.42.2.0/24', table: 'main', flags: []}),
				],
			},
			environment,
			findings: [{message: 'refused', subject: {kind: 'Route', name: '10.42.2.0/24'}}],
		},
		'flannel is left with a route of its own': {
			...situation(own, way, ['10.42.2.0/24', 'flannel.1']),
			findings: [{message: 'missing', subject, text: 'what is for it leaves by flannel.1'}],
		},
		'the route to one node is gone': {
			...situation(own, way),
			findings: [{message: 'missing', subject, text: 'pods of node-3: no route leads to 10.42.2.0/24'}],
		},
		'all of them are gone': {
			...situation(way),
			findings: [{message: 'missing', subject, text: 'pods of node-2 and node-3'}],
		},
		'there is no default route either': {
			...situation(own),
			findings: [{message: 'missing', subject, text: 'there is no default route'}],
		},
	},
});

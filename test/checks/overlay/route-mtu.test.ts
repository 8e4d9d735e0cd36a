import {expect, it, test} from 'vitest';
import check from '../../../checks/overlay/route-mtu.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import {environmentOf, testCheck} from '../../../src/testing.ts';
import {routesOf} from '../builders.ts';
import {peerOf} from '../flannel-builders.ts';
import {links, routeObjects, rules} from '../host/evidence.ts';

const plan = {peers: [peerOf(1), peerOf(3)], source: 'api'} as const;
/** The routes of this node, of which one has an MTU. */
const judged = (destination: string, mtu: number, ...more: readonly object[]) => ({
	evidence: {
		...{rules, links, plan},
		routes: routesOf(
			...routeObjects.map(route => (route.dst === destination ? {...route, metrics: [{mtu}]} : route)),
			...more,
		),
	},
});

/** Clouds with jumbo frames give the default route the MTU of the Internet. */
const jumbo = {
	evidence: {
		...{rules, links, plan: {peers: [{...peerOf(3), underlay: '10.9.0.3'}], source: 'api' as const}},
		routes: routesOf(
			...routeObjects.map(route => (route.dst === 'default' ? {...route, metrics: [{mtu: 1400}]} : route)),
		),
	},
} as const;

testCheck(test, check, {
	passes: {
		'none has an MTU': judged('none', 0),
		'the default route has one, which no packet of the cluster takes': judged('default', 1400),
		'one as large as the device': judged('10.42.0.0/24', 1450),
		'a network that carries jumbo frames': judged('10.0.0.0/24', 9000),
	},
	fails: {
		'a route to pods': {
			...judged('10.42.0.0/24', 900),
			findings: [
				{
					message: 'pods',
					subject: {kind: 'Route', name: '10.42.0.0/24'},
					text: 'has an MTU of 900, but flannel.1 carries 1450',
				},
			],
		},
		'the network of the nodes': {
			...judged('10.0.0.0/24', 1400),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'Route', name: '10.0.0.0/24'},
					text: 'datagrams of flannel.1 have up to 1500 bytes',
				},
			],
		},
		'nodes of another network, by a default route with an MTU for the Internet': {
			...jumbo,
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'Route', name: '0.0.0.0/0'},
					text: 'The route to node-3 (0.0.0.0/0) has an MTU of 1400',
				},
			],
		},
		'one node': {
			...judged('none', 0, {dst: '10.0.0.3', dev: 'eth0', metrics: [{mtu: 1300}], flags: []}),
			findings: [
				{
					message: 'datagrams',
					subject: {kind: 'Route', name: '10.0.0.3/32'},
					text: 'The route to node-3 (10.0.0.3/32) has an MTU of 1300',
				},
			],
		},
	},
});

it('leaves the default route as it is, which is for the Internet, too', () => {
	const evidence = new Map(
		Object.entries(check.needs).map(([name, id]) => [
			id,
			{ok: true, value: jumbo.evidence[name as keyof typeof check.needs], sources: []} as const,
		]),
	);
	const outcome = evaluateCheck(check, {
		...{evidence, environment: environmentOf(), links: id => ({title: id, url: id})},
	});
	const steps = outcome.status === 'failed' ? outcome.findings.flatMap(({guide}) => guide.steps) : [];
	const texts = steps.map(({text}) => text).join('\n');
	expect(texts).toContain('ip route add 10.9.0.3 via 10.0.0.254 dev eth0 mtu 1500');
	expect(texts).not.toContain('ip route change');
});

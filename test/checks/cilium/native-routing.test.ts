import {expect, test} from 'vitest';
import check from '../../../checks/cilium/native-routing.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import type {Evidence} from '../../../src/core/evidence.ts';
import {environmentOf, testCheck, told} from '../../../src/testing.ts';
import {kubeNode, routesOf} from '../builders.ts';
import {ciliumHealth, nodeHealth, onCilium} from '../cilium-builders.ts';

const nodes = [
	kubeNode('node-1', {podCidrs: ['10.42.0.0/24'], internalIps: ['10.0.0.11']}),
	kubeNode('node-2', {podCidrs: ['10.42.1.0/24'], internalIps: ['10.0.0.12']}),
];
const direct = {ipam: 'kubernetes', 'auto-direct-node-routes': 'true'};
const routed = {ipam: 'kubernetes', 'auto-direct-node-routes': 'false'};
const fallback = {dst: 'default', gateway: '10.0.0.254', dev: 'eth0', protocol: 'static', flags: []};
const toPeer = {dst: '10.42.0.0/24', gateway: '10.0.0.11', dev: 'eth0', flags: []};
const lost = ciliumHealth([nodeHealth('node-1', true, false)]);
const environment = {...onCilium, backend: told<'native'>('native')};
const subject = {kind: 'Route', name: '10.42.0.0/24'} as const;

testCheck(test, check, {
	passes: {
		'a route of its own': {
			evidence: {nodes, routes: routesOf(fallback, toPeer), configuration: direct, health: lost},
			environment,
		},
		'routers know the pods': {
			evidence: {
				nodes,
				routes: routesOf(fallback),
				configuration: routed,
				health: ciliumHealth([nodeHealth('node-1', true, true)]),
			},
			environment,
		},
		'a cloud that knows the addresses of pods': {
			evidence: {nodes, routes: routesOf(fallback), configuration: {ipam: 'eni'}, health: lost},
			environment,
		},
	},
	fails: {
		'nothing on the way knows the pods': {
			evidence: {nodes, routes: routesOf(fallback), configuration: routed, health: lost},
			environment,
			findings: [
				{message: 'gateway', subject, text: 'pods of node-1 (10.42.0.0/24) go to the default gateway'},
			],
		},
		'the route that Cilium makes is gone': {
			evidence: {nodes, routes: routesOf(fallback), configuration: direct, health: lost},
			environment,
			findings: [{message: 'missing', subject}],
		},
	},
});

const three = [...nodes, kubeNode('node-3', {podCidrs: ['10.42.2.0/24'], internalIps: ['10.0.0.13']})];
/** What the findings are about, where node-1 is lost, and node-3 as told. */
const aboutOf = (isThirdReached: boolean): readonly string[] => {
	const health = ciliumHealth([
		nodeHealth('node-1', true, false),
		nodeHealth('node-3', true, isThirdReached),
	]);
	const values = {
		'kubernetes.nodes': three,
		'ip.route': routesOf(fallback),
		'cilium.configuration': routed,
		'cilium.health': health,
	};
	const outcome = evaluateCheck(check, {
		environment: environmentOf(environment),
		evidence: new Map(
			Object.entries(values).map(([id, value]): [string, Evidence<unknown>] => [
				id,
				{ok: true, value, sources: []},
			]),
		),
		links: id => ({title: id, url: id}),
	});
	return outcome.status === 'failed'
		? outcome.findings.flatMap(({about}) => about.map(({kind, name}) => `${kind}/${name}`))
		: [];
};

test('the findings are about this node only where it reaches no other one', () => {
	const self = `Node/${environmentOf(environment).nodeName.value}`;
	expect(aboutOf(false)).toContain(self);
	expect(aboutOf(true)).toContain('Node/node-1');
	expect(aboutOf(true)).not.toContain(self);
});

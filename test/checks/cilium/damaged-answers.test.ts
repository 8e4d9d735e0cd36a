import fc from 'fast-check';
import {expect, it} from 'vitest';
import {catalogue} from '../../../src/catalogue.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import type {Evidence} from '../../../src/core/evidence.ts';
import {parseCiliumEndpoints} from '../../../src/parsers/cilium-endpoints.ts';
import {parseCiliumHealth} from '../../../src/parsers/cilium-health.ts';
import {parseCiliumStatus} from '../../../src/parsers/cilium-status.ts';
import {environmentOf} from '../../../src/testing.ts';
import {damagedJson, damagedText} from '../../parsers/damage.ts';
import {kubeNode, minutesAgo, now} from '../builders.ts';
import {ciliumPod, onCilium, statusJson} from '../cilium-builders.ts';

const ok = (value: unknown): Evidence<unknown> => ({ok: true, value, sources: ['test']});
const attempt = (parse: () => unknown): Evidence<unknown> => {
	try {
		return ok(parse());
	} catch (error) {
		return {ok: false, reason: 'unparseable', detail: (error as Error).message, probe: 'test', sources: []};
	}
};
const checks = catalogue.checks.filter(({id}) => id.startsWith('cilium/'));
const asked = new Date(minutesAgo(1)).toISOString();
const reached = {'primary-address': {ip: '10.42.0.77', icmp: {latency: 500_000}, http: {latency: 600_000}}};
const health = JSON.stringify({
	local: {name: 'default/node-2'},
	nodes: ['node-1', 'node-2'].map(name => ({
		name: `default/${name}`,
		host: reached,
		'health-endpoint': reached,
	})),
	probeInterval: '1m36s',
	timestamp: asked,
});
const endpoints = JSON.stringify([
	{
		id: 1,
		status: {
			state: 'ready',
			policy: {realized: {'policy-enabled': 'none'}},
			identity: {labels: ['reserved:health']},
		},
	},
]);

const statuses = (name: string, parse: (text: string) => unknown, text: string): readonly string[] => {
	const evidence = new Map<string, Evidence<unknown>>([
		['cilium.status', ok(parseCiliumStatus(statusJson()))],
		['cilium.health', ok(parseCiliumHealth(health))],
		['cilium.endpoints', ok(parseCiliumEndpoints(endpoints))],
		['cilium.containers', ok(ciliumPod())],
		['crictl.containers', ok([])],
		['kubernetes.node', ok(kubeNode('node-2', {podCidrs: ['10.42.1.0/24'], internalIps: ['10.0.0.12']}))],
		['kubernetes.nodes', ok([kubeNode('node-1'), kubeNode('node-2')])],
		['ip.link', ok([])],
		['system.clock', ok(now)],
		[name, attempt(() => parse(text))],
	]);
	const status = evidence.get('cilium.status');
	evidence.set(
		'cilium.agent',
		status?.ok ? ok({state: 'answered', status: status.value}) : (status ?? ok({})),
	);
	return checks.flatMap(check => {
		const outcome = evaluateCheck(check, {
			environment: environmentOf(onCilium),
			evidence,
			links: id => ({title: id, url: id}),
		});
		return outcome.status === 'error' || outcome.status === 'failed' ? [`${check.id} ${outcome.status}`] : [];
	});
};

/** Without the interfaces of Cilium, which these situations leave out, and where less said is another thing said. */
const isExpected = (text: string): boolean =>
	/^cilium\/(?:host-device|tunnel-device|workload-link) failed/.test(text) ||
	text === 'cilium/masquerading failed';

it.each([
	['cilium.status', parseCiliumStatus, statusJson()],
	['cilium.health', parseCiliumHealth, health],
	['cilium.endpoints', parseCiliumEndpoints, endpoints],
] as const)(
	'a value of %s that has become another one breaks no check and makes no finding',
	(name, parse, text) => {
		fc.assert(
			fc.property(damagedJson(text), damaged => {
				expect(statuses(name, parse, damaged).filter(found => !isExpected(found))).toEqual([]);
			}),
			{numRuns: 150},
		);
	},
);

it.each([
	['cilium.status', parseCiliumStatus, statusJson()],
	['cilium.health', parseCiliumHealth, health],
] as const)('a text of %s that is cut or mixed breaks no check', (name, parse, text) => {
	fc.assert(
		fc.property(damagedText(text), damaged => {
			expect(statuses(name, parse, damaged).filter(found => found.endsWith(' error'))).toEqual([]);
		}),
		{numRuns: 150},
	);
});

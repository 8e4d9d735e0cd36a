import fc from 'fast-check';
import {expect, it} from 'vitest';
import configurationMissing from '../../../checks/multus/configuration-missing.ts';
import delegate from '../../../checks/multus/delegate.ts';
import delegateStale from '../../../checks/multus/delegate-stale.ts';
import hostLocalDuplicated from '../../../checks/multus/host-local-duplicated.ts';
import networkInvalid from '../../../checks/multus/network-invalid.ts';
import networkIpam from '../../../checks/multus/network-ipam.ts';
import networkMaster from '../../../checks/multus/network-master.ts';
import networkPlugin from '../../../checks/multus/network-plugin.ts';
import networkRange from '../../../checks/multus/network-range.ts';
import networkUnknown from '../../../checks/multus/network-unknown.ts';
import podAnnotation from '../../../checks/multus/pod-annotation.ts';
import podUnattached from '../../../checks/multus/pod-unattached.ts';
import type {AnyCheck} from '../../../src/core/check.ts';
import {evaluateCheck} from '../../../src/core/evaluate.ts';
import type {Outcome} from '../../../src/core/report.ts';
import {environmentOf} from '../../../src/testing.ts';
import {damagedJson, damagedText} from '../../parsers/damage.ts';
import {canalConflist, cniFile, entries, kubeNode, linksOf, now, routesOf} from '../builders.ts';
import {
	attachedPod,
	canalFile,
	multusPod,
	networksOf,
	thick,
	thin,
	thinFile,
	withMultus,
} from './builders.ts';

const eth0 = {
	ifindex: 2,
	ifname: 'eth0',
	flags: ['UP', 'LOWER_UP'],
	mtu: 1500,
	operstate: 'UP',
	link_type: 'ether',
};
const healthy: Readonly<Record<string, unknown>> = {
	'cni.configuration': [thinFile, canalFile],
	'cni.directory': entries('00-multus.conf', '10-canal.conflist'),
	'cni.binaries': entries('macvlan', 'whereabouts', 'static', 'tuning'),
	'multus.containers': {pod: multusPod()},
	'multus.networks': {isDefined: true, networks: []},
	'multus.pods': [],
	'multus.pods-elsewhere': [],
	'multus.dhcp-socket': {path: '/run/cni/dhcp.sock', exists: true},
	'whereabouts.files': entries('whereabouts.conf', 'whereabouts.kubeconfig'),
	'kubernetes.nodes': [kubeNode('node-1', {internalIps: ['10.0.0.1']}), kubeNode('node-2')],
	'cluster.ranges': {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'},
	'ip.link': linksOf(eth0),
	'ip.address': [],
	'ip.route': routesOf({dst: 'default', gateway: '10.0.0.1', dev: 'eth0', flags: []}),
	'system.clock': now,
};

const outcomesOf = (
	checks: readonly AnyCheck[],
	changes: Readonly<Record<string, unknown>>,
): readonly Outcome[] => {
	const evidence = new Map(
		Object.entries({...healthy, ...changes}).map(
			([id, value]) => [id, {ok: true, value, sources: [id]}] as const,
		),
	);
	return checks.map(check =>
		evaluateCheck(check, {
			environment: environmentOf(withMultus),
			evidence,
			links: id => ({title: id, url: id}),
		}),
	);
};
const messagesOf = (outcomes: readonly Outcome[]): readonly string[] =>
	outcomes.flatMap(outcome =>
		outcome.status === 'failed' ? outcome.findings.map(({check, message}) => `${check}#${message}`) : [],
	);

const fileChecks = [configurationMissing, delegate, delegateStale];
const networkChecks = [
	hostLocalDuplicated,
	networkInvalid,
	networkIpam,
	networkMaster,
	networkPlugin,
	networkRange,
];
const podChecks = [networkUnknown, podAnnotation, podUnattached];

const neverBreaks = (texts: fc.Arbitrary<string>, judge: (text: string) => readonly Outcome[]): void => {
	fc.assert(
		fc.property(texts, text => {
			expect(judge(text).filter(({status}) => status !== 'passed' && status !== 'failed')).toEqual([]);
		}),
		{numRuns: 200},
	);
};
const either = (text: string): fc.Arbitrary<string> => fc.oneof(damagedText(text), damagedJson(text));

it.each([
	['thin', thin()],
	['thick', thick()],
])('a damaged file of %s Multus breaks no check', (_, intact) => {
	neverBreaks(either(JSON.stringify(intact)), text =>
		outcomesOf(fileChecks, {'cni.configuration': [cniFile('00-multus.conf', text), canalFile]}),
	);
});

it('a file of Multus that is no JSON is left to the check that says so', () => {
	const intact = JSON.stringify(thin());
	fc.assert(
		fc.property(fc.integer({min: 1, max: intact.length - 1}), length => {
			const files = [cniFile('00-multus.conf', intact.slice(0, length)), canalFile];
			expect(messagesOf(outcomesOf(fileChecks, {'cni.configuration': files}))).toEqual([]);
		}),
	);
});

it('a damaged primary file breaks no check', () => {
	neverBreaks(either(JSON.stringify(canalConflist)), text =>
		outcomesOf(fileChecks, {'cni.configuration': [thinFile, cniFile('10-canal.conflist', text)]}),
	);
});

it.each([
	[
		'macvlan',
		{
			cniVersion: '0.3.1',
			type: 'macvlan',
			master: 'eth0',
			mtu: 1400,
			ipam: {type: 'static', addresses: [{address: '192.168.1.5/24'}]},
		},
	],
	[
		'whereabouts',
		{
			cniVersion: '1.0.0',
			plugins: [
				{
					type: 'macvlan',
					master: 'eth0',
					ipam: {type: 'whereabouts', range: '192.168.1.0/24', exclude: ['192.168.1.0/28']},
				},
				{type: 'tuning'},
			],
		},
	],
	[
		'host-local',
		{
			cniVersion: '0.3.1',
			type: 'bridge',
			vlan: 7,
			ipam: {type: 'host-local', ranges: [[{subnet: '192.168.1.0/24', rangeStart: '192.168.1.5'}]]},
		},
	],
])('a damaged definition (%s) breaks no check, in use or not', (_, config) => {
	neverBreaks(either(JSON.stringify(config)), text => {
		const networks = {isDefined: true, networks: networksOf({lan: text})};
		return [
			...outcomesOf(networkChecks, {'multus.networks': networks}),
			...outcomesOf(networkChecks, {'multus.networks': networks, 'multus.pods': [attachedPod('lan')]}),
		];
	});
});

it('what no pod of this node asks for is at most wrong in itself', () => {
	const config = {cniVersion: '0.3.1', type: 'macvlan', master: 'ib0', mtu: 9000, ipam: {type: 'dhcp'}};
	fc.assert(
		fc.property(either(JSON.stringify(config)), text => {
			const networks = {isDefined: true, networks: networksOf({lan: text})};
			const messages = messagesOf(outcomesOf(networkChecks, {'multus.networks': networks}));
			expect(messages.filter(message => message !== 'multus/network-invalid#invalid')).toEqual([]);
		}),
		{numRuns: 200},
	);
});

it('a definition written otherwise is the same definition', () => {
	const config = {
		cniVersion: '0.3.1',
		name: 'lan',
		type: 'macvlan',
		master: 'eth0',
		mode: 'bridge',
		ipam: {},
	};
	fc.assert(
		fc.property(
			fc.shuffledSubarray(Object.entries(config), {minLength: 6, maxLength: 6}),
			fc.integer({min: 0, max: 4}),
			(keys, indent) => {
				const text = JSON.stringify(Object.fromEntries(keys), undefined, indent);
				const networks = {isDefined: true, networks: networksOf({lan: text})};
				const outcomes = outcomesOf(networkChecks, {
					'multus.networks': networks,
					'multus.pods': [attachedPod('lan')],
				});
				expect(messagesOf(outcomes)).toEqual([]);
			},
		),
	);
});

it('damaged annotations break no check, and a status that nobody can read is no missing network', () => {
	const status = '[{"name":"k8s-pod-network","default":true},{"name":"default/lan","interface":"net1"}]';
	const networks = {isDefined: true, networks: networksOf({lan: {type: 'macvlan'}})};
	neverBreaks(either('[{"name":"lan","interface":"net1"}]'), text =>
		text === ''
			? []
			: outcomesOf(podChecks, {
					'multus.networks': networks,
					'multus.pods': [attachedPod(text, {phase: 'Pending'}), attachedPod(text)],
				}),
	);
	fc.assert(
		fc.property(fc.integer({min: 1, max: status.length - 1}), length => {
			const pods = [attachedPod('lan', {status: status.slice(0, length)})];
			expect(messagesOf(outcomesOf(podChecks, {'multus.networks': networks, 'multus.pods': pods}))).toEqual(
				[],
			);
		}),
	);
});

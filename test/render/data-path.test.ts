import {describe, expect, it} from 'vitest';
import {catalogue} from '../../src/catalogue.ts';
import type {Finding, Outcome, Report} from '../../src/core/report.ts';
import {dataPathOf, type ElementId} from '../../src/render/html/data-path.ts';
import {environmentOf, told} from '../../src/testing.ts';
import {reportOf} from './hostile.ts';

const healthy = await reportOf('canal-agent');

const finding = (check: string, subject: Finding['subject'], severity: Finding['severity'] = 'critical') =>
	({
		check,
		message: 'm',
		severity,
		text: 't',
		data: {},
		subject,
		about: [],
		affects: [],
		evidence: [],
		guide: {steps: [], links: []},
		fingerprint: `${check} ${subject.name}`,
	}) satisfies Finding;

const reportWith = (outcomes: readonly Outcome[], changes = {}): Report => ({
	...healthy,
	environment: environmentOf(changes),
	outcomes,
});
const failed = (one: Finding): Outcome => ({check: one.check, title: '', status: 'failed', findings: [one]});
const brokenIn = (report: Report): readonly string[] =>
	Object.entries(dataPathOf(report))
		.filter(([, {state}]) => state === 'critical')
		.map(([id]) => id);

describe('the data path', () => {
	it.each<[ElementId, string, Finding['subject']]>([
		['tunnel', 'overlay/vxlan-down', {kind: 'Interface', name: 'flannel.1'}],
		['tunnel', 'host/reverse-path-filter', {kind: 'Interface', name: 'flannel.1'}],
		['podLinks', 'canal/workload-link', {kind: 'Interface', name: 'cali123'}],
		['podLinks', 'overlay/mtu-chain', {kind: 'Interface', name: 'lxc1a2b'}],
		['uplink', 'interface/lower-down', {kind: 'Interface', name: 'eth0'}],
		['uplink', 'interface/internal-ip', {kind: 'Node', name: 'node-2'}],
		['peers', 'overlay/peer-fdb', {kind: 'Peer', name: 'node-3'}],
		['peers', 'cni/pod-cidr-overlap', {kind: 'Node', name: 'node-3'}],
		['kernel', 'netfilter/overlay-port', {kind: 'NetfilterRule', name: 'UDP 8472'}],
		['kernel', 'host/forwarding', {kind: 'Sysctl', name: 'net.ipv4.ip_forward'}],
		['cni', 'cni/plugin-missing', {kind: 'File', name: '/opt/cni/bin/portmap'}],
		['cni', 'canal/pod', {kind: 'DaemonSet', name: 'rke2-canal'}],
		['services', 'service/kube-proxy', {kind: 'Pod', name: 'kube-proxy'}],
		['dns', 'dns/endpoint-unreachable', {kind: 'Endpoint', name: '10.42.0.5'}],
		['api', 'rke2/api-unreachable', {kind: 'Endpoint', name: '127.0.0.1:6443'}],
		['rke2', 'rke2/service-stopped', {kind: 'Unit', name: 'rke2-agent.service'}],
	])('breaks at %s for %s', (element, check, subject) => {
		expect(brokenIn(reportWith([failed(finding(check, subject))]))).toEqual([element]);
	});

	it('has a place for what any check finds', () => {
		const subject = {kind: 'File', name: '/etc/x'} as const;
		const lost = catalogue.checks.filter(
			({id}) => brokenIn(reportWith([failed(finding(id, subject))])).length !== 1,
		);
		expect(lost.map(({id}) => id)).toEqual([]);
	});

	it('names other nodes, not this one, where the way to them is broken', () => {
		const subjects = [healthy.node.name, 'node-7'].map(name => ({kind: 'Peer', name}) as const);
		const path = dataPathOf(reportWith(subjects.map(subject => failed(finding('cilium/peer', subject)))));
		expect(path.peers).toMatchObject({state: 'critical', detail: 'node-7'});
	});

	it('claims nothing of what no check looked at', () => {
		const path = dataPathOf(reportWith([{check: 'dns/x', title: '', status: 'not-applicable', why: ''}]));
		expect(new Set(Object.values(path).map(({state}) => state))).toEqual(new Set(['unjudged']));
	});

	it('is unknown where nothing could be read, well where something passed', () => {
		const unknown: Outcome = {check: 'dns/x', title: '', status: 'unknown', reason: 'denied', why: ''};
		expect(dataPathOf(reportWith([unknown])).dns).toMatchObject({state: 'unknown', unknown: 1});
		const passed: Outcome = {check: 'dns/y', title: '', status: 'passed'};
		expect(dataPathOf(reportWith([unknown, passed])).dns).toMatchObject({state: 'ok', passed: 1, unknown: 1});
	});

	it('says how packets travel only where it is known', () => {
		const tunnel = (changes: object) => dataPathOf(reportWith([], changes)).tunnel;
		expect(tunnel({})).toMatchObject({title: 'Tunnel', detail: 'flannel.1 · vxlan'});
		const nothing = {backend: {signals: []}, overlayDevice: {signals: []}};
		expect(tunnel(nothing)).toMatchObject({title: 'Between nodes', detail: 'not known how'});
		expect(tunnel({backend: told('bgp'), overlayDevice: {signals: []}}).title).toBe('No tunnel');
		const {uplink} = dataPathOf(reportWith([], {uplinks: {signals: []}}));
		expect(uplink).not.toHaveProperty('detail');
	});

	it('counts every finding of a report in one element', () => {
		const path = dataPathOf(healthy);
		expect(Object.values(path).flatMap(({findings}) => findings)).toEqual([]);
		expect(Object.values(path).reduce((sum, {passed}) => sum + passed, 0)).toBe(
			healthy.summary.outcomes.passed,
		);
	});
});

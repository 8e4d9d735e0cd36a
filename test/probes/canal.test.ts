import {describe, expect, it} from 'vitest';
import type {Container, ContainerState} from '../../src/parsers/crictl.ts';
import {canalContainers} from '../../src/probes/canal.containers.ts';
import {canalLogs} from '../../src/probes/canal.logs.ts';
import {flannelPodCidr} from '../../src/probes/flannel.pod-cidr.ts';
import {kubeNode, minutesAgo, routesOf, sandbox} from '../checks/builders.ts';
import {answered, evidence, missing, noEvidence} from './replies.ts';

const canal = (id: string, minutes: number, isReady = true) =>
	sandbox('rke2-canal-x7k2p', {
		id,
		namespace: 'kube-system',
		uid: 'uid-1',
		isReady,
		createdAt: minutesAgo(minutes),
		labels: {'k8s-app': 'canal'},
	});
const container = (name: string, attempt: number, state: ContainerState, sandboxId = 'new'): Container => ({
	id: `${name}-${attempt}`,
	sandboxId,
	name,
	attempt,
	state,
	createdAt: minutesAgo(60 - attempt),
});
const inspected = (id: string, exitCode: number) =>
	answered({
		status: {
			id,
			metadata: {name: id.replace(/-\d+$/, ''), attempt: Number(/\d+$/.exec(id)?.[0])},
			state: 'CONTAINER_EXITED',
			createdAt: '2026-11-22T07:00:00Z',
			startedAt: '2026-11-22T07:00:00Z',
			finishedAt: '2026-11-22T07:00:30Z',
			exitCode,
			reason: 'Error',
		},
		info: {},
	});
const init = [container('install-cni', 0, 'exited'), container('flexvol-driver', 0, 'exited')];

describe('canal.containers', () => {
	it('asks nothing about a pod that was never restarted', () => {
		const containers = [
			container('calico-node', 0, 'running'),
			container('kube-flannel', 0, 'running'),
			...init,
		];
		const needs = {pods: [canal('new', 60)], containers};
		expect(canalContainers.requests(needs, {})).toEqual([]);
		expect(
			canalContainers
				.parse([], needs, {})
				.pod?.containers.map(({name}) => name)
				.toSorted(),
		).toEqual(['calico-node', 'flexvol-driver', 'install-cni', 'kube-flannel']);
	});

	it('asks how the run before ended, and joins it', () => {
		const containers = [
			container('calico-node', 0, 'running'),
			container('kube-flannel', 3, 'running'),
			container('kube-flannel', 2, 'exited'),
			...init,
		];
		const needs = {pods: [canal('new', 60)], containers};
		expect(canalContainers.requests(needs, {})).toEqual([
			{kind: 'command', argv: ['crictl', 'inspect', 'kube-flannel-2']},
		]);
		const {pod} = canalContainers.parse([inspected('kube-flannel-2', 1)], needs, {});
		expect(pod?.containers.find(({name}) => name === 'kube-flannel')).toMatchObject({
			attempt: 3,
			state: 'running',
			previousEnd: {exitCode: 1, reason: 'Error'},
		});
	});

	it('asks about init containers as long as no other has started', () => {
		const needs = {pods: [canal('new', 60)], containers: init};
		const requests = canalContainers.requests(needs, {});
		expect(requests).toHaveLength(2);
		const {pod} = canalContainers.parse([inspected('install-cni-0', 1), missing], needs, {});
		expect(pod?.containers.find(({name}) => name === 'install-cni')?.end?.exitCode).toBe(1);
		expect(pod?.containers.find(({name}) => name === 'flexvol-driver')?.end).toBeUndefined();
	});

	it('looks at the newest sandbox only, and at Canal only', () => {
		const containers = [
			container('kube-flannel', 0, 'exited', 'old'),
			container('kube-flannel', 1, 'running'),
		];
		const needs = {pods: [canal('old', 90, false), canal('new', 60), sandbox('other')], containers};
		expect(canalContainers.requests(needs, {})).toEqual([]);
		expect(canalContainers.parse([], needs, {}).pod?.containers).toHaveLength(1);
		expect(canalContainers.parse([], {pods: [sandbox('other')], containers: []}, {})).toEqual({});
	});
});

describe('canal.logs', () => {
	const pods = [canal('new', 60)];
	const needs = {
		canal: canalContainers.parse([], {pods, containers: [container('kube-flannel', 2, 'running')]}, {}),
	};

	it('reads the end of the latest run and of the one before', () => {
		const directory = '/var/log/pods/kube-system_rke2-canal-x7k2p_uid-1/kube-flannel';
		expect(canalLogs.requests(needs, {})).toEqual([
			{kind: 'file', path: `${directory}/2.log`, tail: 32_768},
			{kind: 'file', path: `${directory}/1.log`, tail: 32_768},
		]);
		const line = '2026-11-22T08:00:03.000000000Z stderr F Running backend.\n';
		expect(canalLogs.parse([missing, answered(`cut off\n${line}`)], needs, {})).toMatchObject([
			{container: 'kube-flannel', attempt: 1, lines: [{message: 'Running backend.'}]},
		]);
	});

	it('reads nothing without a pod', () => {
		expect(canalLogs.requests({canal: {}}, {})).toEqual([]);
	});
});

describe('flannel.pod-cidr', () => {
	const routes = evidence(
		routesOf(
			{type: 'blackhole', dst: '10.42.1.0/24', flags: []},
			{type: 'blackhole', dst: '10.9.0.0/16', table: '220', flags: []},
			{dst: 'default', gateway: '10.0.0.254', dev: 'eth0', flags: []},
		),
	);

	it('believes the Node', () => {
		const node = evidence(kubeNode('node-2', {podCidrs: ['10.42.7.0/24']}));
		expect(flannelPodCidr.parse([], {}, {node, routes, cniFiles: noEvidence})).toEqual({
			cidrs: ['10.42.7.0/24'],
			source: 'Node',
		});
	});

	it('falls back to the blackhole routes of the main table', () => {
		expect(flannelPodCidr.parse([], {}, {node: noEvidence, routes, cniFiles: noEvidence})).toEqual({
			cidrs: ['10.42.1.0/24'],
			source: 'blackhole routes',
		});
	});

	it('says why it knows nothing', () => {
		expect(() =>
			flannelPodCidr.parse([], {}, {node: noEvidence, routes: evidence([]), cniFiles: noEvidence}),
		).toThrow('connect ECONNREFUSED 127.0.0.1:6443, and there is no blackhole route');
	});
});

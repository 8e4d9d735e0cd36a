import {describe, expect, it} from 'vitest';
import {kubeObjectsIn, parseKubeNodes} from '../../src/parsers/kube-node.ts';
import {survivesDamage} from './damage.ts';

const node = {
	metadata: {
		name: 'node-1',
		annotations: {'flannel.alpha.coreos.com/public-ip': '10.0.0.1'},
		labels: {'node-role.kubernetes.io/etcd': 'true'},
	},
	spec: {
		podCIDR: '10.42.0.0/24',
		podCIDRs: ['10.42.0.0/24', 'fd00:42::/64'],
		taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}],
		unschedulable: true,
	},
	status: {
		addresses: [
			{type: 'InternalIP', address: '10.0.0.1'},
			{type: 'InternalIP', address: 'fd00::1'},
			{type: 'ExternalIP', address: '192.0.2.1'},
			{type: 'Hostname', address: 'node-1'},
		],
		conditions: [
			{type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'cni plugin not initialized'},
		],
		nodeInfo: {kubeletVersion: 'v1.35.7+rke2r1'},
	},
};

describe('parseKubeNodes', () => {
	it('reads a Node, a list and bare items alike', () => {
		const expected = {
			name: 'node-1',
			podCidrs: ['10.42.0.0/24', 'fd00:42::/64'],
			internalIps: ['10.0.0.1', 'fd00::1'],
			externalIps: ['192.0.2.1'],
			annotations: node.metadata.annotations,
			labels: node.metadata.labels,
			taints: [{key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule'}],
			conditions: node.status.conditions,
			isUnschedulable: true,
			kubeletVersion: 'v1.35.7+rke2r1',
		};
		expect(parseKubeNodes(JSON.stringify(node))).toEqual([expected]);
		expect(parseKubeNodes(JSON.stringify({kind: 'NodeList', metadata: {}, items: [node, node]}))).toEqual([
			expected,
			expected,
		]);
		expect(parseKubeNodes(JSON.stringify([node]))).toEqual([expected]);
	});

	it('leaves empty what was not selected', () => {
		expect(parseKubeNodes('{"items":[{"metadata":{"name":"x"},"spec":{"podCIDR":"10.42.1.0/24"}}]}')).toEqual(
			[
				{
					name: 'x',
					podCidrs: ['10.42.1.0/24'],
					internalIps: [],
					externalIps: [],
					annotations: {},
					labels: {},
					taints: [],
					conditions: [],
					isUnschedulable: false,
				},
			],
		);
	});

	it('tells a Node that is on its way out', () => {
		const [leaving] = parseKubeNodes('{"metadata":{"name":"x","deletionTimestamp":"2026-11-22T08:16:18Z"}}');
		expect(leaving?.isBeingDeleted).toBe(true);
	});

	it('reads empty lists', () => {
		expect(kubeObjectsIn('{"kind":"NodeList","metadata":{},"items":null}')).toEqual([]);
		expect(kubeObjectsIn('{"kind":"NodeList","metadata":{}}')).toEqual([]);
	});

	it('survives damage', () => {
		expect(() => parseKubeNodes('{"metadata":{}}')).toThrow('expected "name" with text, got nothing');
		survivesDamage(parseKubeNodes, JSON.stringify({items: [node]}), {
			json: true,
			raw: ['[].labels', '[].annotations'],
		});
	});
});

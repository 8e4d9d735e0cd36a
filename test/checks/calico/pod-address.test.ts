import {test} from 'vitest';
import check from '../../../checks/calico/pod-address.ts';
import type {TakenAddress} from '../../../src/parsers/calico-ipam.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const [devices, names] = [['cali0000000000a', 'cali0000000000b'] as const, ['web-a', 'web-b'] as const];
const pod = (dst: string, dev: string) => ({dst, dev, scope: 'link', protocol: '80', flags: []});
const taken = (address: string, name: string, node = 'node-2'): TakenAddress => ({
	address,
	node,
	pod: `default/${name}`,
});
const blockOf = (cidr: string, node: string, ...addresses: readonly TakenAddress[]) =>
	[cidr, {cidr, affinity: `host:${node}`, free: 60, taken: addresses}] as const;
const workloads = (changes: Parameters<typeof sandbox>[1] = {}) =>
	new Map(
		devices.map((device, index) => [
			device,
			sandbox(names[index] ?? '', {namespace: 'default', createdAt: minutesAgo(30), ...changes}),
		]),
	);
const first = taken('10.42.2.7', 'web-a');
const given = {
	routes: routesOf(pod('10.42.2.7', devices[0]), pod('10.42.2.8', devices[1])),
	workloads: workloads(),
	blocks: new Map([blockOf('10.42.2.0/26', 'node-2', first, taken('10.42.2.8', 'web-b'))]),
	lasting: new Set(devices),
	self: {name: 'node-2', toldBy: 'certificate of kubelet'},
	now,
};
const own = blockOf('10.42.2.0/26', 'node-2', first);
const free = new Map([own]);
const strange = routesOf(pod('10.42.2.7', devices[0]), pod('10.42.9.8', devices[1]));
const subject = {kind: 'Pod', namespace: 'default', name: 'web-b'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'each pod is known': {evidence: given},
		'an address borrowed from another node': {
			evidence: {
				...given,
				routes: strange,
				blocks: new Map([own, blockOf('10.42.9.0/26', 'node-3', taken('10.42.9.8', 'web-b'))]),
			},
		},
		'a pod that was being deleted, and whose interface is gone now': {
			evidence: {...given, blocks: free, lasting: new Set([devices[0]])},
		},
		'pods that have only just got their addresses': {
			evidence: {...given, blocks: free, workloads: workloads({createdAt: now - 3000})},
		},
		'a floating address beside its own': {
			evidence: {
				...given,
				routes: routesOf(pod('10.42.2.7', devices[0]), pod('10.42.2.50', devices[0])),
				blocks: free,
			},
		},
		'addresses of another IPAM': {
			evidence: {...given, blocks: new Map([blockOf('10.42.2.0/26', 'node-2')])},
		},
		'a block that was read without its addresses': {
			evidence: {
				...given,
				blocks: new Map([['10.42.2.0/26', {cidr: '10.42.2.0/26', affinity: 'host:node-2', free: 60}]]),
			},
		},
		'a virtual machine that moves': {
			evidence: {
				...given,
				workloads: new Map([
					...workloads(),
					[devices[1], sandbox('virt-launcher-vm-2', {namespace: 'default', createdAt: minutesAgo(3)})],
				]),
				blocks: new Map([
					blockOf('10.42.2.0/26', 'node-2', first, taken('10.42.2.8', 'virt-launcher-vm-1', 'node-3')),
				]),
			},
		},
	},
	fails: {
		'an address that counts as free': {
			evidence: {...given, blocks: free},
			findings: [
				{message: 'free', subject, text: 'IPAM counts 10.42.2.8 as free, which is the address of the pod'},
			],
		},
		'an address of a block that belongs to another node now': {
			evidence: {
				...given,
				routes: strange,
				blocks: new Map([own, blockOf('10.42.9.0/26', 'node-3')]),
			},
			findings: [{message: 'lost', subject, text: 'free in 10.42.9.0/26 of node-3'}],
		},
		'a block that is gone': {
			evidence: {...given, routes: strange, blocks: new Map([own, ['10.42.9.0/26', undefined]])},
			findings: [{message: 'lost', subject, text: 'free in 10.42.9.0/26'}],
		},
		'an address that another pod got': {
			evidence: {
				...given,
				blocks: new Map([blockOf('10.42.2.0/26', 'node-2', first, taken('10.42.2.8', 'api-1', 'node-3'))]),
			},
			findings: [{message: 'given', subject, text: 'given to somebody else: 10.42.2.8'}],
		},
	},
});

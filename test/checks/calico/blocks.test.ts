import {test} from 'vitest';
import check from '../../../checks/calico/blocks.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, ipPool, sandbox} from '../builders.ts';

const affinity = (cidr: string, node = 'node-2') => ({cidr, node, state: 'confirmed'});
const block = (cidr: string, free: number) => ({cidr, affinity: 'host:node-2', free});
const cidrs = (count: number) => Array.from({length: count}, (_, index) => `10.42.${index}.0/26`);
const pods = (count: number) => Array.from({length: count}, (_, index) => sandbox(`pod-${index}`));
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'one block with free addresses': {
			evidence: {
				affinities: [affinity('10.42.97.0/26')],
				blocks: [block('10.42.97.0/26', 50)],
				pools: [ipPool()],
				pods: pods(12),
			},
		},
		'a full block, while the pool has more': {
			evidence: {
				affinities: [affinity('10.42.97.0/26')],
				blocks: [block('10.42.97.0/26', 0)],
				pools: [ipPool()],
				pods: pods(62),
			},
		},
		'a node that has had no pod yet': {
			evidence: {affinities: [], blocks: [], pools: [ipPool()], pods: pods(4)},
		},
		'a small pool whose last block is on this node': {
			evidence: {
				affinities: [affinity('10.42.0.0/26'), affinity('10.42.0.64/26', 'node-1')],
				blocks: [block('10.42.0.0/26', 3)],
				pools: [ipPool({cidr: '10.42.0.0/25'})],
				pods: pods(60),
			},
		},
	},
	fails: {
		'twenty blocks, none with a free address': {
			evidence: {
				affinities: cidrs(20).map(cidr => affinity(cidr)),
				blocks: cidrs(20).map(cidr => block(cidr, 0)),
				pools: [ipPool()],
				pods: pods(80),
			},
			findings: [{message: 'limit', subject, text: 'all 1280 addresses are taken, for 80 pods'}],
		},
		'a pool that is too small for the nodes': {
			evidence: {
				affinities: [affinity('10.42.0.0/26', 'node-1'), affinity('10.42.0.64/26', 'node-3')],
				blocks: [],
				pools: [ipPool({cidr: '10.42.0.0/25'})],
				pods: pods(4),
			},
			findings: [{message: 'poolExhausted', subject, text: '10.42.0.0/25'}],
		},
		'no address of IPv4 is left, while those of IPv6 never end': {
			evidence: {
				affinities: [
					affinity('10.42.0.0/26'),
					affinity('10.42.0.64/26', 'node-1'),
					affinity('fd00:42::/122'),
				],
				blocks: [block('10.42.0.0/26', 0), block('fd00:42::/122', 0)],
				pools: [ipPool({cidr: '10.42.0.0/25'}), ipPool({name: 'v6', cidr: 'fd00:42::/56', blockSize: 122})],
				pods: pods(60),
			},
			findings: [{message: 'poolExhausted', subject, text: 'no free address in 10.42.0.0/25'}],
		},
		'addresses that nobody gives back': {
			evidence: {
				affinities: cidrs(5).map(cidr => affinity(cidr)),
				blocks: cidrs(5).map(cidr => block(cidr, 10)),
				pools: [ipPool()],
				pods: pods(40),
			},
			findings: [{message: 'leaked', subject, text: '270 addresses are taken on this node for 40 pods'}],
		},
	},
});

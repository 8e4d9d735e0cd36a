import {test} from 'vitest';
import check from '../../../checks/cilium/peer.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, now} from '../builders.ts';
import {
	agentSubject,
	ciliumHealth,
	endpoint,
	healthEndpoint,
	nodeHealth,
	nodeSubject,
	onCilium,
} from '../cilium-builders.ts';

const nodes = [kubeNode('node-1'), kubeNode('node-2'), kubeNode('node-3')];
const gone = kubeNode('node-3', {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}]});
const endpoints = [endpoint(), healthEndpoint()];
const environment = onCilium;
const evidenceOf = (...entries: readonly object[]) => ({
	evidence: {health: ciliumHealth(entries), nodes, endpoints, now},
	environment,
});
const peer = (name: string) => ({kind: 'Peer', name}) as const;

testCheck(test, check, {
	passes: {
		'all answer': evidenceOf(nodeHealth('node-1', true, true), nodeHealth('node-3', true, true)),
		'a node that Kubernetes calls unreachable too': {
			evidence: {
				health: ciliumHealth([nodeHealth('node-1', true, true), nodeHealth('node-3', false, false)]),
				nodes: [nodes[0] ?? gone, nodes[1] ?? gone, gone],
				endpoints,
				now,
			},
			environment,
		},
		'a node that has left the cluster': evidenceOf(nodeHealth('node-9', false, false)),
		'endpoints are not asked (endpointHealthChecking off)': evidenceOf(nodeHealth('node-1', true, undefined)),
		'a node of another cluster of the mesh': {
			evidence: {
				health: ciliumHealth([{...nodeHealth('node-1', false, false), name: 'other/node-1'}]),
				nodes,
				endpoints,
				now,
			},
			environment,
		},
		'ping is filtered, but the port answers': evidenceOf(nodeHealth('node-1', false, true, true)),
	},
	fails: {
		'the endpoints of all others are silent': {
			...evidenceOf(nodeHealth('node-1', true, false), nodeHealth('node-3', true, false)),
			findings: [{message: 'isolated', subject: nodeSubject, text: '2 nodes, node-1 and node-3'}],
		},
		'of one node the endpoint is silent': {
			...evidenceOf(nodeHealth('node-1', true, true), nodeHealth('node-3', true, false)),
			findings: [{message: 'endpointLost', subject: peer('node-3'), text: 'the tunnel between the nodes'}],
		},
		'IPsec of somebody else refuses to send something': {
			evidence: {
				...evidenceOf(nodeHealth('node-1', true, true), nodeHealth('node-3', true, false)).evidence,
				ipsec: {XfrmOutPolBlock: 5},
			},
			environment,
			findings: [
				{
					message: 'endpointLost',
					subject: peer('node-3'),
					text: 'the tunnel between the nodes does not carry packets. IPsec on this node drops packets meanwhile: a policy refuses to send it (XfrmOutPolBlock +5), perhaps these, too',
				},
			],
		},
		'the same with native routing': {
			evidence: {
				health: ciliumHealth([nodeHealth('node-1', true, true), nodeHealth('node-3', true, false)]),
				nodes,
				endpoints,
				now,
				counters: [],
			},
			environment: {...environment, backend: told('native')},
			findings: [{message: 'endpointLost', subject: peer('node-3'), text: 'no route leads to its pods'}],
		},
		'a node is silent altogether': {
			...evidenceOf(nodeHealth('node-1', true, true), nodeHealth('node-3', false, false)),
			findings: [{message: 'unreachable', subject: peer('node-3')}],
		},
		'only the port of the node is filtered': {
			...evidenceOf(nodeHealth('node-1', true, true, false)),
			findings: [{message: 'filtered', subject: peer('node-1')}],
		},
		'a policy covers the health endpoints': {
			evidence: {
				health: ciliumHealth([nodeHealth('node-1', true, false), nodeHealth('node-3', true, false)]),
				nodes,
				endpoints: [healthEndpoint('both')],
				now,
			},
			environment,
			findings: [{message: 'policy', subject: agentSubject, text: 'for all 2 nodes'}],
		},
		'a policy covers them, but only one is silent': {
			evidence: {
				health: ciliumHealth([nodeHealth('node-1', true, true), nodeHealth('node-3', true, false)]),
				nodes,
				endpoints: [healthEndpoint('ingress')],
				now,
			},
			environment,
			findings: [{message: 'endpointLost', subject: peer('node-3')}],
		},
		'an old round, whatever it says': {
			evidence: {health: ciliumHealth([nodeHealth('node-1', false, false)], 30), nodes, endpoints, now},
			environment,
			findings: [{message: 'stale', subject: agentSubject}],
		},
	},
});

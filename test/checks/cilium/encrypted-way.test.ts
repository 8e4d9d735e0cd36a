import {test} from 'vitest';
import check from '../../../checks/cilium/encrypted-way.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, now} from '../builders.ts';
import {ciliumHealth, ciliumStatus, healthEndpoint, nodeHealth, onCilium} from '../cilium-builders.ts';

const nodes = [kubeNode('node-1'), kubeNode('node-2'), kubeNode('node-3')];
const evidenceOf = (entries: readonly object[], mode = 'Wireguard', endpoints = [healthEndpoint()]) => ({
	status: ciliumStatus({encryption: {mode}}),
	health: ciliumHealth(entries),
	nodes,
	endpoints,
	now,
});
const subject = {kind: 'Interface', name: 'cilium_wg0'} as const;
const silent = [nodeHealth('node-1', true, false), nodeHealth('node-3', true, false)];

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'all answer': {
			evidence: evidenceOf([nodeHealth('node-1', true, true), nodeHealth('node-3', true, true)]),
		},
		'pods are silent, and nothing is encrypted': {evidence: evidenceOf(silent, 'Disabled')},
		'IPsec needs another port': {evidence: evidenceOf(silent, 'IPsec')},
		'the node is silent too': {evidence: evidenceOf([nodeHealth('node-1', false, false)])},
		'a policy blocks the health checks': {
			evidence: evidenceOf(silent, 'Wireguard', [healthEndpoint('ingress')]),
		},
		'a round of long ago': {evidence: {...evidenceOf(silent), health: ciliumHealth(silent, 60)}},
	},
	fails: {
		'pods of all others are silent': {
			evidence: evidenceOf(silent),
			findings: [{message: 'lost', subject, text: 'Pods on node-1 and node-3'}],
		},
		'pods of one node are silent': {
			evidence: evidenceOf([nodeHealth('node-1', true, false), nodeHealth('node-3', true, true)]),
			findings: [{message: 'lost', subject, text: 'although the node itself answers'}],
		},
	},
});

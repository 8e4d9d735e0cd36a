import {test} from 'vitest';
import check from '../../../checks/cilium/taint.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, kubeNode, minutesAgo, now} from '../builders.ts';
import {answered, ciliumPod, nodeSubject, onCilium} from '../cilium-builders.ts';

const tainted = kubeNode('node-2', {taints: [{key: 'node.cilium.io/agent-not-ready', effect: 'NoSchedule'}]});
const cilium = ciliumPod();

testCheck(test, check, {
	passes: {
		'no taint': {evidence: {node: kubeNode('node-2'), agent: answered(), cilium, now}, environment: onCilium},
		'an agent that is not well': {
			evidence: {node: tainted, agent: {state: 'refused', detail: 'connection refused'}, cilium, now},
			environment: onCilium,
		},
		'an agent that has just come up': {
			evidence: {
				node: tainted,
				agent: answered(),
				cilium: ciliumPod(containerRun('cilium-agent', {createdAt: minutesAgo(2)})),
				now,
			},
			environment: onCilium,
		},
	},
	fails: {
		'the agent is well for a day': {
			evidence: {node: tainted, agent: answered(), cilium, now},
			environment: onCilium,
			findings: [{message: 'left', subject: nodeSubject}],
		},
	},
});

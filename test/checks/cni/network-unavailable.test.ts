import {test} from 'vitest';
import check from '../../../checks/cni/network-unavailable.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';

const subject = {kind: 'Node', name: 'node-2'} as const;
const flannelIsUp = {type: 'NetworkUnavailable', status: 'False', reason: 'FlannelIsUp'} as const;
const ready = {type: 'Ready', status: 'True', reason: 'KubeletReady'} as const;

testCheck(test, check, {
	passes: {
		'a node that is ready': {
			evidence: {settled: true, node: kubeNode('node-2', {conditions: [flannelIsUp, ready]})},
		},
		'a node that nobody has told about its network': {
			evidence: {settled: true, node: kubeNode('node-2', {conditions: [ready]})},
		},
		'a node that is not ready for another reason': {
			evidence: {
				settled: true,
				node: kubeNode('node-2', {
					conditions: [
						{type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'PLEG is not healthy'},
						{type: 'MemoryPressure', status: 'True'},
					],
				}),
			},
		},
		'a node whose kubelet is silent': {
			evidence: {
				settled: true,
				node: kubeNode('node-2', {conditions: [{...ready, status: 'Unknown', reason: 'NodeStatusUnknown'}]}),
			},
		},
	},
	fails: {
		'somebody has set the taint': {
			evidence: {
				settled: true,
				node: kubeNode('node-2', {
					conditions: [flannelIsUp, ready],
					taints: [{key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule'}],
				}),
			},
			findings: [{message: 'tainted', subject}],
		},
		'the network is unavailable': {
			evidence: {
				settled: true,
				node: kubeNode('node-2', {
					conditions: [{type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated'}],
				}),
			},
			findings: [{message: 'unavailable', subject, text: 'NoRouteCreated'}],
		},
		'the plugin is not ready': {
			evidence: {
				settled: true,
				node: kubeNode('node-2', {
					conditions: [
						flannelIsUp,
						{
							type: 'Ready',
							status: 'False',
							reason: 'KubeletNotReady',
							message:
								'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
						},
					],
				}),
			},
			findings: [{message: 'notReady', subject, text: 'cni plugin not initialized'}],
		},
	},
});

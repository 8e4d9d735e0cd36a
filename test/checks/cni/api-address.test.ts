import {test} from 'vitest';
import check from '../../../checks/cni/api-address.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const plugin = "Calico's plugin (/etc/cni/net.d/calico-kubeconfig)";
const target = {address: '10.0.0.9', port: 6443, users: ['calico-node', plugin]} as const;
const subject = {kind: 'Endpoint', name: '10.0.0.9:6443'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'all use the service address': {evidence: {contact: []}},
		'a load balancer that answers': {evidence: {contact: [{...target, answer: {result: 'answered'}}]}},
		'a packet that could not be sent': {evidence: {contact: [target]}},
	},
	fails: {
		'a server that is gone': {
			evidence: {contact: [{...target, answer: {result: 'silent'}}]},
			findings: [
				{
					message: 'silent',
					subject,
					text: "calico-node and Calico's plugin (/etc/cni/net.d/calico-kubeconfig) look for the Kubernetes API at 10.0.0.9:6443, which does not answer this node (silent): new pods get no network, and calico-node does not come up again once it ends",
				},
			],
		},
		'one that is no server any more': {
			evidence: {contact: [{...target, users: [plugin], answer: {result: 'reset', detail: 'ECONNREFUSED'}}]},
			findings: [
				{
					message: 'silent',
					subject,
					text: 'looks for the Kubernetes API at 10.0.0.9:6443, which does not answer this node (refused): new pods get no network',
				},
			],
		},
		'calico-node alone, over IPv6': {
			evidence: {
				contact: [{address: 'fd00::9', port: 6443, users: ['calico-node'], answer: {result: 'unreachable'}}],
			},
			findings: [{message: 'silent', subject: {kind: 'Endpoint', name: '[fd00::9]:6443'}}],
		},
	},
});

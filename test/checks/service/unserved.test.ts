import {test} from 'vitest';
import check from '../../../checks/service/unserved.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const contact = (result: 'answered' | 'silent') => ({
	name: 'default/kubernetes',
	address: '10.43.0.1',
	port: 443,
	service: {result},
	endpoints: [],
});
const kubeProxy = {
	value: 'absent',
	signals: [{source: 'configuration', says: 'disable-kube-proxy: true'}],
} as const;

testCheck(test, check, {
	environment: {...calicoNode, kubeProxy},
	passes: {
		'somebody else serves services': {evidence: {contact: contact('answered')}},
	},
	fails: {
		'kube-proxy was turned off for a data plane that does not replace it': {
			evidence: {contact: contact('silent')},
			findings: [
				{
					message: 'nobody',
					subject: {kind: 'Node', name: 'node-2'},
					text: 'kube-proxy is off (disable-kube-proxy: true), and Calico does not replace it; 10.43.0.1:443 does not answer',
				},
			],
		},
		'Canal on an agent': {
			evidence: {contact: contact('silent')},
			environment: {cni: told('canal'), kubeProxy: {value: 'absent', signals: []}},
			findings: [
				{message: 'nobody', subject: {kind: 'Node', name: 'node-2'}, text: 'no container kube-proxy runs'},
			],
		},
	},
});

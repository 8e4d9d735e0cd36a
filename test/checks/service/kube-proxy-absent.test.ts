import {test} from 'vitest';
import check from '../../../checks/service/kube-proxy-absent.ts';
import type {Environment} from '../../../src/core/environment.ts';
import {testCheck, told} from '../../../src/testing.ts';

const refused = {state: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:10256'} as const;
const answered = {result: 'answered', milliseconds: 1} as const;
const silent = {result: 'silent'} as const;
const contact = {
	name: 'default/kubernetes',
	address: '10.43.0.1',
	port: 443,
	service: silent,
	endpoints: [{address: '10.0.0.1', port: 6443, answer: answered}],
} as const;
const absent = {containers: [], health: refused, contact, settled: true} as const;
const canal: Partial<Environment> = {
	cni: told('canal'),
	dataplane: told('iptables'),
	kubeProxy: told('absent'),
};

testCheck(test, check, {
	environment: canal,
	passes: {
		'a manifest, whose kube-proxy is another finding': {
			evidence: absent,
			environment: {...canal, kubeProxy: told('iptables')},
		},
		'a service address that answers': {evidence: {...absent, contact: {...contact, service: answered}}},
		'no server that answers': {
			evidence: {...absent, contact: {...contact, endpoints: [{...contact.endpoints[0], answer: silent}]}},
		},
		'something that answers the health check': {
			evidence: {...absent, health: {state: 'healthy', status: 200, body: '{}'}},
		},
		'Calico with eBPF': {evidence: absent, environment: {...canal, dataplane: told('ebpf')}},
	},
	fails: {
		'nobody serves services': {
			evidence: absent,
			findings: [
				{
					message: 'absent',
					subject: {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'},
					text: 'nothing else serves services with canal: 10.43.0.1:443',
				},
			],
		},
	},
});

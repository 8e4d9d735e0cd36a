import {test} from 'vitest';
import check from '../../../checks/multus/kubeconfig-server.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {withMultus} from './builders.ts';

const environment = withMultus;
const path = '/etc/cni/net.d/multus.d/multus.kubeconfig';
const of = (server: string, services: readonly string[] = ['10.43.0.0/16']) => ({
	kubeconfig: {path, kubeconfig: {ok: true, value: {server, hasToken: true, isInsecure: false}} as const},
	ranges: {pods: [], services, dns: [], domain: 'cluster.local'},
	nodes: [kubeNode('node-1', {internalIps: ['10.0.0.1']})],
	contacts: [
		{address: '10.0.0.100', port: 6443, users: ['Multus'], answer: {result: 'answered' as const}},
		{address: '10.96.0.1', port: 443, users: ['Multus'], answer: {result: 'silent' as const}},
	],
});

testCheck(test, check, {
	passes: {
		'the service address': {environment, evidence: of('https://10.43.0.1:443')},
		'an IPv6 service address': {
			environment,
			evidence: of('https://[fd00:43::1]:443', ['10.43.0.0/16', 'fd00:43::/112']),
		},
		'a server by its address': {environment, evidence: of('https://10.0.0.1:6443')},
		'the endpoint of this node': {environment, evidence: of('https://127.0.0.1:6443')},
		'a virtual address that answers': {environment, evidence: of('https://10.0.0.100:6443')},
		'a name': {environment, evidence: of('https://api.example.org:6443')},
		'a range that nobody tells': {environment, evidence: of('https://10.96.0.1:443', [])},
		'thick Multus, which needs none': {environment, evidence: {...of(''), kubeconfig: {}}},
	},
	fails: {
		'the service address of another cluster': {
			environment,
			evidence: of('https://10.96.0.1:443'),
			findings: [
				{
					message: 'elsewhere',
					subject: {kind: 'File', name: path},
					text: 'https://10.96.0.1:443, which does not answer, and is neither',
				},
			],
		},
	},
});

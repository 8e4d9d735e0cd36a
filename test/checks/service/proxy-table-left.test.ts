import {test} from 'vitest';
import check from '../../../checks/service/proxy-table-left.ts';
import {testCheck, told} from '../../../src/testing.ts';

const contact = (service: 'answered' | 'silent', server: 'answered' | 'silent' = 'answered') => ({
	...{name: 'default/kubernetes', address: '10.43.0.1', port: 443},
	service: {result: service},
	endpoints: [{address: '10.0.0.1', port: 6443, answer: {result: server}}],
});
const place = {family: 'ip', table: 'kube-proxy', name: 'nat-output', type: 'nat', hook: 'output'};
const {hook, type, ...plain} = place;

testCheck(test, check, {
	environment: {kubeProxy: told('iptables' as const)},
	passes: {
		'no such table': {evidence: {chains: [], contact: contact('silent')}},
		'a table without hooks is left': {evidence: {chains: [plain], contact: contact('silent')}},
		'the table is left, and leads where it should': {
			evidence: {chains: [place], contact: contact('answered')},
		},
		'no server answers either': {evidence: {chains: [place], contact: contact('silent', 'silent')}},
		'another table of type nat': {
			evidence: {chains: [{...place, table: 'site'}], contact: contact('silent')},
		},
	},
	fails: {
		'the table is left, and the API is silent': {
			evidence: {chains: [place], contact: contact('silent')},
			findings: [
				{
					message: 'left',
					subject: {kind: 'NetfilterRule', name: 'table ip kube-proxy'},
					text: 'chain nat-output at output',
				},
			],
		},
	},
});

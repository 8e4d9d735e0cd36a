import {test} from 'vitest';
import check from '../../../checks/calico/typha.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const subject = {kind: 'Service', namespace: 'calico-system', name: 'calico-typha'} as const;
type Result = 'answered' | 'silent' | 'reset';
const at = (address: string, result?: Result) => ({
	address,
	port: 5473,
	nodeName: `node-${address.slice(-1)}`,
	...(result !== undefined && {answer: {result}}),
});
const seen = (...endpoints: readonly ReturnType<typeof at>[]) => ({
	evidence: {typha: {isInstalled: true, endpoints}},
});

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'every Typha answers': seen(at('10.0.0.1', 'answered'), at('10.0.0.3', 'answered')),
		'a Calico without Typha': {evidence: {typha: {isInstalled: false, endpoints: []}}},
		'nothing could be sent': seen(at('10.0.0.1')),
	},
	fails: {
		'the port is filtered': {
			...seen(at('10.0.0.1', 'silent'), at('10.0.0.3', 'silent')),
			findings: [{message: 'unreachable', subject, text: 'any of 2 Typhas (10.0.0.1 and 10.0.0.3): silent'}],
		},
		'a firewall rejects': {
			...seen(at('10.0.0.1', 'reset')),
			findings: [{message: 'unreachable', subject, text: 'refused'}],
		},
		'one of two does not answer': {
			...seen(at('10.0.0.1', 'silent'), at('10.0.0.3', 'answered')),
			findings: [{message: 'partly', subject, text: 'while 10.0.0.3 answer'}],
		},
		'no Typha is ready': {...seen(), findings: [{message: 'none', subject}]},
	},
});

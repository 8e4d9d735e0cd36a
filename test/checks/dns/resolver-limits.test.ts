import {test} from 'vitest';
import check from '../../../checks/dns/resolver-limits.ts';
import {testCheck} from '../../../src/testing.ts';

const path = '/etc/resolv.conf';
const subject = {kind: 'File', name: path} as const;
const of = (servers: readonly string[], searches: readonly string[] = []) => ({
	evidence: {host: {kubelet: {path, settings: {servers, searches, options: []}}, isFallback: false}},
});
const domains = (count: number) => Array.from({length: count}, (_, index) => `d${index}.example`);

testCheck(test, check, {
	passes: {
		'three servers, and as many domains as fit': of(['10.0.0.1', '10.0.0.2', '10.0.0.3'], domains(29)),
		'five servers, of which the node itself asks three': of([
			'10.0.0.1',
			'10.0.0.2',
			'10.0.0.3',
			'10.0.0.4',
			'10.0.0.5',
		]),
		'no file': {evidence: {host: {isFallback: false}}},
	},
	fails: {
		'too many domains': {
			...of(['10.0.0.1'], domains(30)),
			findings: [{message: 'searches', subject, text: 'has 30 search domains'}],
		},
		'few domains with long names': {
			...of(['10.0.0.1'], Array(9).fill(`${'long-name.'.repeat(24)}example`)),
			findings: [{message: 'searches', subject, text: 'has 9 search domains (2231 characters)'}],
		},
	},
});

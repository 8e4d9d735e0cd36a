import {test} from 'vitest';
import check from '../../../checks/cilium/kernel.ts';
import {testCheck} from '../../../src/testing.ts';
import {nodeSubject, onCilium} from '../cilium-builders.ts';

const evidenceOf = (release: string) => ({
	evidence: {kernel: {system: 'Linux', release, architecture: 'x86_64'}},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'a current one': evidenceOf('6.1.0-30-amd64'),
		'RHEL 8': evidenceOf('4.18.0-553.el8_10.x86_64'),
		'the oldest': evidenceOf('4.19.0-27-amd64'),
		'a number that cannot be read': evidenceOf('unknown'),
	},
	fails: {
		'RHEL 7': {
			...evidenceOf('3.10.0-1127.el7.x86_64'),
			findings: [{message: 'old', subject: nodeSubject, text: '3.10.0'}],
		},
		'4.18 of another distribution': {
			...evidenceOf('4.18.0-25-generic'),
			findings: [{message: 'old', subject: nodeSubject}],
		},
	},
});

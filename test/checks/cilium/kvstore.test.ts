import {test} from 'vitest';
import check from '../../../checks/cilium/kvstore.ts';
import {testCheck} from '../../../src/testing.ts';
import {agentSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const of = (kvstore: object) => ({
	evidence: {status: ciliumStatus({kvstore})},
	environment: onCilium,
});
const failing = of({state: 'Failure', msg: 'Err: quorum check failed 2 times in a row: timeout'});

testCheck(test, check, {
	passes: {
		'state in the API': of({state: 'Disabled'}),
		'the same until 1.17': of({state: 'Ok', msg: 'Disabled'}),
		'an etcd that answers': of({state: 'Ok', msg: 'etcd: 1/1 connected, has-quorum=true'}),
	},
	fails: {
		'an etcd that is gone': {
			...failing,
			findings: [
				{
					message: 'failing',
					subject: agentSubject,
					text: 'its etcd: Err: quorum check failed 2 times in a row',
				},
			],
		},
		'the same, and the configuration tells where it is': {
			...failing,
			evidence: {
				...failing.evidence,
				configuration: {'etcd-config': "---\nendpoints:\n  - https://etcd.example:2379\nca-file: ''"},
			},
			findings: [{message: 'failing', subject: agentSubject, text: 'its etcd at https://etcd.example:2379'}],
		},
	},
});

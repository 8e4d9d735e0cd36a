import {test} from 'vitest';
import check from '../../../checks/dns/search-wildcard.ts';
import type {PacketResult} from '../../../src/core/request.ts';
import {testCheck} from '../../../src/testing.ts';
import {resolvConf} from './resolvers.ts';

const path = '/etc/resolv.conf';
const asked = (...answers: readonly PacketResult[]) => ({
	evidence: {
		host: {kubelet: resolvConf(path, '10.0.0.53'), isFallback: false},
		answers: answers.map((answer, index) => ({
			domain: `site${index}.example`,
			question: `kubernetes.default.svc.cluster.local.site${index}.example`,
			answer,
		})),
	},
});
const none: PacketResult = {result: 'answered', answer: ['NXDOMAIN']};

testCheck(test, check, {
	passes: {
		'no search domain': asked(),
		'no such name below any of them': asked(none, none),
		'the name servers of the site are silent': asked({result: 'silent'}),
		'there is such a name, without an address': asked({result: 'answered', answer: ['NOERROR']}),
	},
	fails: {
		'a wildcard below the second': {
			...asked(none, {result: 'answered', answer: ['203.0.113.80']}),
			findings: [
				{
					message: 'wildcard',
					subject: {kind: 'File', name: path},
					text: 'site1.example of this node answers 203.0.113.80 to kubernetes.default',
				},
			],
		},
	},
});

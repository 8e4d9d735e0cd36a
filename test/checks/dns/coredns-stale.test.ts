import {test} from 'vitest';
import check from '../../../checks/dns/coredns-stale.ts';
import {testCheck} from '../../../src/testing.ts';
import {coredns, corednsValues, corednsWith, forwardingTo, resolvConf} from './resolvers.ts';

const helm = corednsValues();
const hostWith = (...servers: readonly string[]) => {
	const file = resolvConf('/etc/resolv.conf', ...servers);
	return {host: file, kubelet: file, isFallback: false};
};

testCheck(test, check, {
	passes: {
		'the same in another order': {
			evidence: {
				resolvers: corednsWith('10.0.1.53', '10.0.0.53'),
				host: hostWith('10.0.0.53', '10.0.1.53'),
				helm,
			},
		},
		'one that was added': {
			evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith('10.0.0.53', '10.0.1.53'), helm},
		},
		'a file without name servers': {evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith(), helm}},
		'values that name other servers': {
			evidence: {
				resolvers: corednsWith('192.0.2.1'),
				host: hostWith('10.0.0.53'),
				helm: forwardingTo('10.9.0.53'),
			},
		},
		'no file': {evidence: {resolvers: corednsWith('10.0.0.53'), host: {isFallback: false}, helm}},
		'no CoreDNS on this node': {evidence: {resolvers: {others: []}, host: hostWith('10.0.0.53'), helm}},
	},
	fails: {
		'all others than the node has now': {
			evidence: {resolvers: corednsWith('192.0.2.1', '192.0.2.2'), host: hostWith('10.0.0.53'), helm},
			findings: [
				{
					message: 'stale',
					subject: coredns,
					text: 'still forwards to 192.0.2.1 and 192.0.2.2, while /etc/resolv.conf names 10.0.0.53',
				},
			],
		},
	},
});

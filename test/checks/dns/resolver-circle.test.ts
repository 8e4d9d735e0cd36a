import {test} from 'vitest';
import check from '../../../checks/dns/resolver-circle.ts';
import {testCheck} from '../../../src/testing.ts';
import {corednsValues, corednsWith, forwardingTo, resolvConf} from './resolvers.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const of = (servers: readonly string[], helm = corednsValues(), asked = '10.0.0.53') => {
	const file = resolvConf('/etc/resolv.conf', ...servers);
	return {
		evidence: {
			host: {host: file, kubelet: file, isFallback: false},
			resolvers: corednsWith(asked),
			...{helm, ranges},
		},
	};
};

testCheck(test, check, {
	passes: {
		'the servers of the site': of(['10.0.0.53']),
		'values that name other servers': of(['10.43.0.10'], forwardingTo('10.9.0.53')),
		'one that asks itself already, which is another finding': of(
			['10.43.0.10'],
			corednsValues(),
			'10.43.0.10',
		),
	},
	fails: {
		'the cluster DNS before that of the site': {
			...of(['10.43.0.10', '10.0.0.53']),
			findings: [
				{
					message: 'named',
					subject: {kind: 'File', name: '/etc/resolv.conf'},
					text: '/etc/resolv.conf names 10.43.0.10, the address of the cluster DNS',
				},
			],
		},
	},
});

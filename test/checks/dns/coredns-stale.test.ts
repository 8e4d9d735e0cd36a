import {test} from 'vitest';
import check from '../../../checks/dns/coredns-stale.ts';
import {testCheck} from '../../../src/testing.ts';
import {coredns, corednsValues, corednsWith, forwardingTo, resolvConf} from './resolvers.ts';

const helm = corednsValues();
const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const hostWith = (...servers: readonly string[]) => {
	const file = resolvConf('/etc/resolv.conf', ...servers);
	return {host: file, kubelet: file, isFallback: false};
};

testCheck(test, check, {
	passes: {
		'the cluster DNS itself, which is another finding': {
			evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith('10.43.0.10'), helm, ranges},
		},
		'the same in another order': {
			evidence: {
				resolvers: corednsWith('10.0.1.53', '10.0.0.53'),
				host: hostWith('10.0.0.53', '10.0.1.53'),
				helm,
				ranges,
			},
		},
		'one that was added': {
			evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith('10.0.0.53', '10.0.1.53'), helm, ranges},
		},
		'a file without name servers': {
			evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith(), helm, ranges},
		},
		'values that name other servers': {
			evidence: {
				resolvers: corednsWith('192.0.2.1'),
				host: hostWith('10.0.0.53'),
				helm: forwardingTo('10.9.0.53'),
				ranges,
			},
		},
		'no file': {evidence: {resolvers: corednsWith('10.0.0.53'), host: {isFallback: false}, helm, ranges}},
		'no CoreDNS on this node': {
			evidence: {resolvers: {others: []}, host: hostWith('10.0.0.53'), helm, ranges},
		},
	},
	fails: {
		'Tailscale, which has come since': {
			evidence: {resolvers: corednsWith('10.0.0.53'), host: hostWith('100.100.100.100'), helm, ranges},
			findings: [{message: 'overlaid', subject: coredns, text: 'goes on with 10.0.0.53'}],
		},
		'Tailscale, which has gone': {
			evidence: {resolvers: corednsWith('100.100.100.100'), host: hostWith('10.0.0.53'), helm, ranges},
			findings: [{message: 'stale', subject: coredns}],
		},
		'all others than the node has now': {
			evidence: {resolvers: corednsWith('192.0.2.1', '192.0.2.2'), host: hostWith('10.0.0.53'), helm, ranges},
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

import {test} from 'vitest';
import check from '../../../checks/dns/coredns-upstream.ts';
import {testCheck} from '../../../src/testing.ts';
import {coredns, corednsValues, corednsWith, forwardingTo, ranges} from './resolvers.ts';

testCheck(test, check, {
	passes: {
		'name servers of the site': {
			evidence: {resolvers: corednsWith('10.0.0.53', '10.0.1.53'), ranges, helm: corednsValues()},
		},
		'no CoreDNS on this node': {evidence: {resolvers: {others: []}, ranges, helm: corednsValues()}},
		'values that name other servers': {
			evidence: {resolvers: corednsWith('127.0.0.53'), ranges, helm: forwardingTo('10.0.0.53 10.0.1.53')},
		},
		'values that cannot be read': {
			evidence: {resolvers: corednsWith('127.0.0.53'), ranges, helm: corednsValues('servers: [')},
		},
		'a cluster whose DNS is not that of RKE2': {
			evidence: {resolvers: corednsWith('10.43.0.10'), ranges: {...ranges, dns: []}, helm: corednsValues()},
		},
	},
	fails: {
		'the stub of systemd-resolved': {
			evidence: {resolvers: corednsWith('127.0.0.53'), ranges, helm: corednsValues()},
			findings: [{message: 'loopback', subject: coredns, text: 'forwards to 127.0.0.53'}],
		},
		'the same, with values that write out what the chart does anyway': {
			evidence: {resolvers: corednsWith('127.0.0.53'), ranges, helm: forwardingTo('/etc/resolv.conf')},
			findings: [{message: 'loopback', subject: coredns}],
		},
		'IPv6 loopback after a good one': {
			evidence: {resolvers: corednsWith('10.0.0.53', '::1'), ranges, helm: corednsValues()},
			findings: [{message: 'loopback', subject: coredns, text: '::1'}],
		},
		'the cluster DNS itself': {
			evidence: {resolvers: corednsWith('10.43.0.10', '10.0.0.53'), ranges, helm: corednsValues()},
			findings: [{message: 'itself', subject: coredns, text: '10.43.0.10'}],
		},
	},
});

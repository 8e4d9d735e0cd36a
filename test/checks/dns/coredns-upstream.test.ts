import {test} from 'vitest';
import check from '../../../checks/dns/coredns-upstream.ts';
import {testCheck} from '../../../src/testing.ts';
import {coredns, corednsWith, ranges} from './resolvers.ts';

testCheck(test, check, {
	passes: {
		'name servers of the site': {evidence: {resolvers: corednsWith('10.0.0.53', '10.0.1.53'), ranges}},
		'no CoreDNS on this node': {evidence: {resolvers: {others: []}, ranges}},
		'a cluster whose DNS is not that of RKE2': {
			evidence: {resolvers: corednsWith('10.43.0.10'), ranges: {...ranges, dns: []}},
		},
	},
	fails: {
		'the stub of systemd-resolved': {
			evidence: {resolvers: corednsWith('127.0.0.53'), ranges},
			findings: [{message: 'loopback', subject: coredns, text: 'forwards to 127.0.0.53'}],
		},
		'IPv6 loopback after a good one': {
			evidence: {resolvers: corednsWith('10.0.0.53', '::1'), ranges},
			findings: [{message: 'loopback', subject: coredns, text: '::1'}],
		},
		'the cluster DNS itself': {
			evidence: {resolvers: corednsWith('10.43.0.10', '10.0.0.53'), ranges},
			findings: [{message: 'itself', subject: coredns, text: '10.43.0.10'}],
		},
	},
});

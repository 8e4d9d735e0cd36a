import {test} from 'vitest';
import check from '../../../checks/dns/coredns-start.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {ended, says} from './coredns-says.ts';
import {coredns as subject} from './resolvers.ts';

const waiting = '[INFO] plugin/ready: Plugins not ready: "kubernetes"';

testCheck(test, check, {
	passes: {
		'a log without complaints': says('[INFO] plugin/reload: Running configuration SHA512 = 591cf328'),
		'it has just started': says(waiting, {times: 5, every: 10}),
		'it waited when it started': says(waiting, {times: 40, every: 10, minutes: 30}),
		'it waited at a cold boot, until 14 minutes ago': says(waiting, {times: 30, every: 10, minutes: 14}),
		'it waited until a minute ago': says(waiting, {times: 30, every: 10, minutes: 1}),
		'another plugin is not ready': says('[INFO] plugin/ready: Plugins not ready: "erratic"', {
			times: 60,
			every: 10,
		}),
		'its Corefile, of which another check tells': says(
			"/etc/coredns/Corefile:12 - Error during parsing: Unknown directive 'forwad'",
			{run: ended},
		),
		'no CoreDNS on this node': {evidence: {coredns: {}, logs: [], now}},
	},
	fails: {
		'a resolv.conf without a name server': {
			...says('plugin/forward: no nameservers found', {run: ended}),
			findings: [{message: 'noServers', subject, text: 'was handed no name server'}],
		},
		'a Corefile that it cannot take up': {
			...says(
				"[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors: /etc/coredns/Corefile:9 - Error during parsing: Unknown directive 'forwad'",
			),
			findings: [{message: 'formerCorefile', subject, text: "Unknown directive 'forwad'"}],
		},
		'it has waited for minutes': {
			...says(waiting, {times: 30, every: 10, minutes: 0}),
			findings: [{message: 'waiting', subject, text: 'after 30 questions'}],
		},
		'an older release that waits': {
			...says('[INFO] plugin/ready: Still waiting on: "kubernetes"', {times: 30, every: 10, minutes: 0}),
			findings: [{message: 'waiting', subject, text: 'Still waiting on'}],
		},
	},
});

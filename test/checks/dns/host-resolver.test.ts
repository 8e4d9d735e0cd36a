import {test} from 'vitest';
import check from '../../../checks/dns/host-resolver.ts';
import {parseResolvConf} from '../../../src/parsers/resolver-settings.ts';
import {testCheck} from '../../../src/testing.ts';

const subject = {kind: 'File', name: '/etc/resolv.conf'} as const;
const evidence = (text: string) => ({
	host: {host: {path: '/etc/resolv.conf', settings: parseResolvConf(text)}, isFallback: false},
});

testCheck(test, check, {
	passes: {
		'the servers of the site': {evidence: evidence('nameserver 10.0.0.250\nsearch example.org\n')},
		'systemd-resolved': {evidence: evidence('nameserver 127.0.0.53\noptions edns0 trust-ad\n')},
	},
	fails: {
		'an empty file': {
			evidence: evidence('# written by a script\n'),
			findings: [{message: 'none', subject, text: 'names no name server'}],
		},
		'a link to a resolver that was removed': {
			evidence: {host: {isFallback: true}},
			findings: [{message: 'none', subject, text: 'is a link that leads nowhere'}],
		},
	},
});

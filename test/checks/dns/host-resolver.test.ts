import {test} from 'vitest';
import check from '../../../checks/dns/host-resolver.ts';
import {parseResolvConf} from '../../../src/parsers/resolver-settings.ts';
import {testCheck} from '../../../src/testing.ts';

const subject = {kind: 'File', name: '/etc/resolv.conf'} as const;
const good = {path: '/etc/rancher/rke2/resolv.conf', settings: parseResolvConf('nameserver 10.0.0.250\n')};
const empty = {path: '/etc/resolv.conf', settings: parseResolvConf('')};
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
		'an empty file, also for the kubelet': {
			evidence: {host: {host: empty, kubelet: empty, isFallback: false}},
			findings: [{message: 'none', subject, text: 'has nobody to forward to'}],
		},
		'an empty file, where the kubelet has another': {
			evidence: {host: {host: empty, kubelet: good, isFallback: false}},
			findings: [
				{
					message: 'onlyPods',
					subject,
					text: 'CoreDNS is handed /etc/rancher/rke2/resolv.conf, with 10.0.0.250',
				},
			],
		},
		'a link to a resolver that was removed': {
			evidence: {host: {isFallback: true}},
			findings: [{message: 'none', subject, text: 'is a link that leads nowhere'}],
		},
	},
});

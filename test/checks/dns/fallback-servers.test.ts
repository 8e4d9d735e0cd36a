import {test} from 'vitest';
import check from '../../../checks/dns/fallback-servers.ts';
import {testCheck} from '../../../src/testing.ts';
import {resolvConf} from './resolvers.ts';

const path = '/var/lib/rancher/rke2/agent/etc/resolv.conf';
const stub = resolvConf('/etc/resolv.conf', '127.0.0.1');

testCheck(test, check, {
	passes: {
		'the stub of systemd-resolved, with the real servers beside it': {
			evidence: {
				host: {
					host: resolvConf('/etc/resolv.conf', '127.0.0.53'),
					kubelet: resolvConf('/run/systemd/resolve/resolv.conf', '10.0.0.53'),
					isFallback: false,
				},
			},
		},
		'no file at all': {evidence: {host: {isFallback: false}}},
	},
	fails: {
		'a resolver on the node, such as dnsmasq': {
			evidence: {host: {host: stub, kubelet: resolvConf(path, '8.8.8.8'), isFallback: true}},
			findings: [
				{
					message: 'public',
					subject: {kind: 'File', name: path},
					text: 'because /etc/resolv.conf names 127.0.0.1',
				},
			],
		},
		'an empty resolv.conf': {
			evidence: {host: {kubelet: resolvConf(path, '8.8.8.8'), isFallback: true}},
			findings: [{message: 'public', subject: {kind: 'File', name: path}, text: 'names none'}],
		},
	},
});

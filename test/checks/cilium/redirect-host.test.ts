import {test} from 'vitest';
import check from '../../../checks/cilium/redirect-host.ts';
import {testCheck} from '../../../src/testing.ts';
import {nodeSubject, onCilium} from '../cilium-builders.ts';
import {resolvConf} from '../dns/resolvers.ts';

const redirects = (...addresses: readonly string[]) => [
	{name: 'kube-system/nodelocaldns', addresses, hasBackend: true},
];
const host = (...servers: readonly string[]) => ({
	host: resolvConf('/etc/resolv.conf', ...servers),
	isFallback: false,
});

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'the service address': {evidence: {redirects: redirects('10.43.0.10'), host: host('10.0.0.53')}},
		'no policy': {evidence: {redirects: [], host: host('10.0.0.53')}},
		'a node without resolv.conf': {evidence: {redirects: redirects('10.0.0.53'), host: {isFallback: true}}},
	},
	fails: {
		'the server of the node': {
			evidence: {redirects: redirects('10.43.0.10', '169.254.169.253'), host: host('169.254.169.253')},
			findings: [{message: 'taken', subject: nodeSubject, text: 'redirects 169.254.169.253'}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/rke2/policy-webhook.ts';
import {testCheck, told} from '../../../src/testing.ts';

const said = (message: string) =>
	`2026-11-22T08:16:18+0000 node-1 rke2[811]: time="2026-11-22T08:16:18Z" level=fatal msg="${message}"`;
const failed = said(
	'Failed to apply network policy default-network-ingress-webhook-policy to namespace kube-system: Internal error occurred: failed calling webhook \\"rancher.cattle.io.namespaces\\": failed to call webhook: Post \\"https://rancher-webhook.cattle-system.svc:443\\": context deadline exceeded',
);
const environment = {role: told('server' as const), service: told('failed' as const)};

testCheck(test, check, {
	environment,
	passes: {
		'no line': {evidence: {journal: []}},
		'another webhook trouble': {
			evidence: {
				journal: [said('failed calling webhook \\"validate.nginx.ingress.kubernetes.io\\": timeout')],
			},
		},
		'RKE2 runs again': {
			evidence: {journal: [failed]},
			environment: {...environment, service: told('running')},
		},
	},
	fails: {
		'the webhook of Rancher': {
			evidence: {journal: [failed]},
			findings: [
				{
					message: 'unanswered',
					subject: {kind: 'Service', name: 'rancher.cattle.io.namespaces'},
					text: 'the network policy default-network-ingress-webhook-policy',
				},
			],
		},
	},
});

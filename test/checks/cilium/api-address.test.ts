import {test} from 'vitest';
import check from '../../../checks/cilium/api-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {answered, chartSubject, ciliumCharts, onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, kubeProxy: told<'replaced'>('replaced')};
const refused = {state: 'refused', detail: 'connection refused'} as const;
const evidenceOf = (
	values: string | undefined,
	agent: ReturnType<typeof answered> | typeof refused = answered(),
) => ({
	evidence: {helm: ciliumCharts(values), agent},
	environment,
});

testCheck(test, check, {
	passes: {
		'as documented': evidenceOf(
			'kubeProxyReplacement: true\nk8sServiceHost: "localhost"\nk8sServicePort: "6443"',
		),
		'a port that is a number': evidenceOf(
			'kubeProxyReplacement: true\nk8sServiceHost: 127.0.0.1\nk8sServicePort: 6443',
		),
		'the name of a load balancer': evidenceOf(
			'kubeProxyReplacement: true\nk8sServiceHost: api.example.com\nk8sServicePort: 443',
		),
		'told in another way': evidenceOf(
			'kubeProxyReplacement: true\nextraEnv:\n- name: KUBERNETES_SERVICE_HOST\n  value: 10.0.0.1',
			refused,
		),
		'Cilium does not replace kube-proxy, which is another finding': evidenceOf('hubble: {enabled: true}'),
		'no values': evidenceOf(undefined),
	},
	fails: {
		'not told, and down': {
			...evidenceOf('kubeProxyReplacement: true', refused),
			findings: [{message: 'missing', subject: chartSubject}],
		},
		'not told, but still up': {
			...evidenceOf('kubeProxyReplacement: "true"'),
			findings: [{message: 'latent', subject: chartSubject}],
		},
		'the service address': {
			...evidenceOf('kubeProxyReplacement: true\nk8sServiceHost: 10.43.0.1\nk8sServicePort: 443', refused),
			findings: [{message: 'serviceAddress', subject: chartSubject, text: '10.43.0.1'}],
		},
		'no port': {
			...evidenceOf('kubeProxyReplacement: true\nk8sServiceHost: localhost', refused),
			findings: [{message: 'port', subject: chartSubject, text: 'k8sServicePort is not set'}],
		},
		'the port for joining': {
			...evidenceOf('kubeProxyReplacement: true\nk8sServiceHost: localhost\nk8sServicePort: 9345', refused),
			findings: [{message: 'port', subject: chartSubject, text: '9345'}],
		},
	},
});

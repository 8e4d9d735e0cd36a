import {test} from 'vitest';
import check from '../../../checks/cilium/socket-mesh.ts';
import {testCheck} from '../../../src/testing.ts';
import {cniFile} from '../builders.ts';
import {chartSubject, ciliumStatus, onCilium} from '../cilium-builders.ts';

const chained = (
	mode: string,
	configuration: Readonly<Record<string, string>>,
	...types: readonly string[]
) => ({
	evidence: {
		status: ciliumStatus({'kube-proxy-replacement': {mode}}),
		configuration,
		files: [
			cniFile('05-cilium.conflist', {
				cniVersion: '0.3.1',
				name: 'cilium',
				plugins: ['cilium-cni', ...types].map(type => ({type})),
			}),
		],
	},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'no mesh': chained('True', {'bpf-lb-sock': 'true'}),
		'kube-proxy serves services': chained('False', {}, 'portmap', 'istio-cni'),
		'translated in the namespace of the host only': chained(
			'True',
			{'bpf-lb-sock': 'true', 'bpf-lb-sock-hostns-only': 'true'},
			'istio-cni',
		),
		'not translated at connect': chained('True', {'bpf-lb-sock': 'false'}, 'istio-cni'),
	},
	fails: {
		'as kubeProxyReplacement does unless told otherwise': {
			...chained('True', {}, 'istio-cni'),
			findings: [{message: 'bypassed', subject: chartSubject, text: '/etc/cni/net.d/05-cilium.conflist'}],
		},
		'switched on beside kube-proxy': {
			...chained('False', {'bpf-lb-sock': 'true'}, 'istio-cni'),
			findings: [{message: 'bypassed', subject: chartSubject}],
		},
	},
});

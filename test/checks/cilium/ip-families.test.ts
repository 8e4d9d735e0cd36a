import {test} from 'vitest';
import check from '../../../checks/cilium/ip-families.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {chartSubject, onCilium} from '../cilium-builders.ts';

const dual = kubeNode('node-2', {podCidrs: ['10.42.1.0/24', '2001:cafe:42:1::/64']});
const subject = (value: string) => ({...chartSubject, name: `rke2-cilium ${value}`});

testCheck(test, check, {
	passes: {
		'both on': {
			evidence: {node: dual, configuration: {'enable-ipv4': 'true', 'enable-ipv6': 'true'}},
			environment: onCilium,
		},
		'IPv4 only': {
			evidence: {
				node: kubeNode('node-2', {podCidrs: ['10.42.1.0/24']}),
				configuration: {'enable-ipv4': 'true', 'enable-ipv6': 'false'},
			},
			environment: onCilium,
		},
		'the chart does not tell': {evidence: {node: dual, configuration: {}}, environment: onCilium},
	},
	fails: {
		'IPv6 is off': {
			evidence: {node: dual, configuration: {'enable-ipv4': 'true', 'enable-ipv6': 'false'}},
			environment: onCilium,
			findings: [{message: 'off', subject: subject('ipv6.enabled'), text: 'not to use IPv6'}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/cilium/eni.ts';
import {testCheck} from '../../../src/testing.ts';
import {chartSubject, ciliumCharts, onCilium} from '../cilium-builders.ts';

const aws = {vendor: 'Amazon EC2', isAmazon: true};
const kvm = {vendor: 'QEMU', isAmazon: false};
const eni = 'eni:\n  enabled: true\nkubeProxyReplacement: true';

testCheck(test, check, {
	passes: {
		'a machine of AWS': {evidence: {helm: ciliumCharts(eni), vendor: aws}, environment: onCilium},
		'not set': {
			evidence: {helm: ciliumCharts('hubble: {enabled: true}'), vendor: kvm},
			environment: onCilium,
		},
		off: {evidence: {helm: ciliumCharts('eni: {enabled: false}'), vendor: kvm}, environment: onCilium},
	},
	fails: {
		'the example was copied': {
			evidence: {helm: ciliumCharts(eni), vendor: kvm},
			environment: onCilium,
			findings: [{message: 'notOnAws', subject: chartSubject, text: 'this machine is of QEMU'}],
		},
		'a machine that tells no maker': {
			evidence: {helm: ciliumCharts(eni), vendor: {vendor: '', isAmazon: false}},
			environment: onCilium,
			findings: [{message: 'notOnAws', subject: chartSubject}],
		},
	},
});

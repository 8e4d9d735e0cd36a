import {test} from 'vitest';
import check from '../../../checks/cilium/local-redirect.ts';
import {testCheck} from '../../../src/testing.ts';
import {helmOf} from '../builders.ts';
import {chartSubject, onCilium} from '../cilium-builders.ts';

const values = (nodelocal: string) =>
	helmOf(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-coredns, namespace: kube-system}\nspec:\n  valuesContent: |-\n    nodelocal: ${nodelocal}\n`,
	);
const asks = values('{enabled: true, use_cilium_lrp: true}');
const on = {'enable-local-redirect-policy': 'true', 'kube-proxy-replacement': 'true'};

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'NodeLocal DNSCache is off': {
			evidence: {helm: values('{enabled: false, use_cilium_lrp: true}'), configuration: {}},
		},
		'it takes the packets itself': {evidence: {helm: values('{enabled: true}'), configuration: {}}},
		'both are switched on': {evidence: {helm: asks, configuration: on}},
	},
	fails: {
		'under a name that this version does not know': {
			evidence: {helm: asks, configuration: {'kube-proxy-replacement': 'true'}},
			findings: [{message: 'off', subject: chartSubject}],
		},
		'beside kube-proxy': {
			evidence: {helm: asks, configuration: {...on, 'kube-proxy-replacement': 'false'}},
			findings: [{message: 'noReplacement', subject: chartSubject}],
		},
	},
});

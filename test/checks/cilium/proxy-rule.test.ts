import {test} from 'vitest';
import check from '../../../checks/cilium/proxy-rule.ts';
import {parseIpRule} from '../../../src/parsers/ip-rule.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const local = {priority: 100, src: 'all', table: 'local'};
const main = {priority: 32766, src: 'all', table: 'main'};
const toProxy = {priority: 9, src: 'all', fwmark: '0x200', fwmask: '0xf00', table: '2004'};
const rulesOf = (...rules: readonly object[]) => parseIpRule(JSON.stringify(rules));
const redirecting = ciliumStatus({proxy: {'total-redirects': 2}});
const daemon = {options: {}};

testCheck(test, check, {
	passes: {
		'the rule is there': {
			evidence: {status: redirecting, daemon, rules: rulesOf(toProxy, local, main)},
			environment: onCilium,
		},
		'no policy needs it': {
			evidence: {status: ciliumStatus(), daemon, rules: rulesOf(local, main)},
			environment: onCilium,
		},
		'done by eBPF': {
			evidence: {
				status: redirecting,
				daemon: {options: {EnableBPFTProxy: true}},
				rules: rulesOf(local, main),
			},
			environment: onCilium,
		},
	},
	fails: {
		'somebody removed it': {
			evidence: {status: redirecting, daemon, rules: rulesOf(local, main)},
			environment: onCilium,
			findings: [
				{
					message: 'missing',
					subject: {kind: 'RoutingRule', name: 'fwmark 0x200/0xf00 lookup 2004'},
					text: '2 redirects',
				},
			],
		},
	},
});

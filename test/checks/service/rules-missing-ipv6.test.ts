import {test} from 'vitest';
import check from '../../../checks/service/rules-missing-ipv6.ts';
import type {ServiceChainsIpv6} from '../../../src/probes/service.rules-ipv6.ts';
import {testCheck} from '../../../src/testing.ts';

const written: ServiceChainsIpv6 = {backend: 'nf_tables', services: 2, rules: 3, unhooked: []};
const all = ['PREROUTING', 'OUTPUT'] as const;
const nothing: ServiceChainsIpv6 = {backend: 'legacy', services: 0, rules: 0, unhooked: all};
const chain = {kind: 'NetfilterRule', name: 'KUBE-SERVICES (IPv6)'} as const;

testCheck(test, check, {
	passes: {
		'rules and the way to them': {evidence: {settled: true, chains: [written, nothing]}},
		'no service has IPv6': {
			evidence: {settled: true, chains: [{...written, services: 0, rules: 1}, nothing]},
		},
		'the last service of IPv6 was deleted a moment ago': {
			evidence: {settled: true, chains: [{...written, rules: 1}, nothing]},
		},
		'emptied in the back-end of former times alone': {
			evidence: {settled: true, chains: [written, {...written, backend: 'legacy', rules: 0}]},
		},
		'a cluster without IPv6': {evidence: {settled: true, chains: []}},
	},
	fails: {
		'KUBE-SERVICES was flushed': {
			evidence: {settled: true, chains: [{...written, rules: 0}, nothing]},
			findings: [{message: 'flushed', subject: chain, text: '2 ports'}],
		},
		'the whole table was flushed': {
			evidence: {settled: true, chains: [{...written, rules: 0, unhooked: all}, nothing]},
			findings: [
				{message: 'unhooked', subject: chain, text: 'PREROUTING and OUTPUT of the table nat have no jump'},
			],
		},
		'OUTPUT alone was flushed': {
			evidence: {settled: true, chains: [{...written, unhooked: ['OUTPUT']}, nothing]},
			findings: [{message: 'unhooked', subject: chain, text: 'leads anywhere for programs of the host'}],
		},
		'those in force were flushed, and others are left over in the other back-end': {
			evidence: {
				settled: true,
				chains: [
					{...written, unhooked: all},
					{...written, backend: 'legacy', rules: 0},
				],
			},
			findings: [{message: 'flushed', subject: chain}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/cilium/map-pressure.ts';
import {testCheck} from '../../../src/testing.ts';
import {onCilium} from '../cilium-builders.ts';

const subject = (map: string) => ({kind: 'Directory', name: `/sys/fs/bpf/tc/globals/${map}`}) as const;

testCheck(test, check, {
	passes: {
		'room everywhere': {
			evidence: {
				maps: [
					{map: 'ct4_global', used: 0.7},
					{map: 'cilium_lb4_backends_v3', used: 0.1},
				],
			},
			environment: onCilium,
		},
		'no maps told': {evidence: {maps: []}, environment: onCilium},
	},
	fails: {
		'services no longer fit': {
			evidence: {maps: [{map: 'cilium_lb4_services_v2', used: 1}]},
			environment: onCilium,
			findings: [{message: 'full', subject: subject('cilium_lb4_services_v2'), text: '100 %'}],
		},
		'live connections are thrown out': {
			evidence: {
				maps: [
					{map: 'cilium_ct4_global', used: 1},
					{map: 'policy_12', used: 0.93},
					{map: 'unheard', used: 0.95},
				],
			},
			environment: onCilium,
			findings: [
				{message: 'crowded', subject: subject('cilium_ct4_global')},
				{message: 'crowded', subject: subject('policy_12')},
				{message: 'crowded', subject: subject('unheard')},
			],
		},
	},
});

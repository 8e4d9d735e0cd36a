import {test} from 'vitest';
import check from '../../../checks/cilium/cni-exclusive.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {entries} from '../builders.ts';
import {chartSubject, ciliumCharts, onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, multus: told(true)} as const;
const healthy = entries('00-multus.conf', '05-cilium.conflist', 'multus.d');
const file = (name: string) => ({kind: 'File', name: `/etc/cni/net.d/${name}`}) as const;

testCheck(test, check, {
	passes: {
		'off by default': {evidence: {helm: ciliumCharts(undefined), entries: healthy}, environment},
		'turned off in an old release': {
			evidence: {helm: ciliumCharts('cni: {exclusive: false}', '1.17.401'), entries: healthy},
			environment,
		},
		'a backup of long ago beside the live file': {
			evidence: {
				helm: ciliumCharts(undefined),
				entries: entries('00-multus.conf', '00-multus.conf.cilium_bak', '05-cilium.conflist'),
			},
			environment,
		},
		'a backup of another CNI': {
			evidence: {
				helm: ciliumCharts(undefined),
				entries: entries('00-multus.conf', '05-cilium.conflist', '10-canal.conflist.cilium_bak'),
			},
			environment,
		},
		'a release that cannot be told': {
			evidence: {helm: {charts: [], configs: []}, entries: healthy},
			environment,
		},
	},
	fails: {
		'turned on': {
			evidence: {
				helm: ciliumCharts('cni: {exclusive: true}'),
				entries: entries('00-multus.conf.cilium_bak', '05-cilium.conflist'),
			},
			environment,
			findings: [
				{message: 'exclusive', subject: chartSubject, text: '(cni.exclusive: true)'},
				{message: 'renamed', subject: file('00-multus.conf.cilium_bak')},
			],
		},
		'the default of an old release': {
			evidence: {helm: ciliumCharts(undefined, '1.18.103'), entries: healthy},
			environment,
			findings: [{message: 'exclusive', subject: chartSubject, text: 'the default of chart 1.18.103'}],
		},
		'turned off since, and not repaired': {
			evidence: {
				helm: ciliumCharts(undefined),
				entries: entries('00-multus.conflist.cilium_bak', '05-cilium.conflist'),
			},
			environment,
			findings: [{message: 'renamed', subject: file('00-multus.conflist.cilium_bak')}],
		},
	},
});

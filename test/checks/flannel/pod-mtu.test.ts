import {test} from 'vitest';
import check from '../../../checks/flannel/pod-mtu.ts';
import {testCheck} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const links = (mtu: number) =>
	linksOf({
		ifindex: 5,
		ifname: 'flannel.4096',
		flags: ['UP', 'LOWER_UP'],
		mtu,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, port: 4789}},
	});
const subject = {kind: 'Interface', name: 'flannel.4096'} as const;

testCheck(test, check, {
	passes: {
		'what the tunnel carries': {
			evidence: {subnetEnv: {written: {mtu: 1450}}, links: links(1450)},
			environment,
		},
		'less than the tunnel carries': {
			evidence: {subnetEnv: {written: {mtu: 1400}}, links: links(1450)},
			environment,
		},
		'no file': {evidence: {subnetEnv: {}, links: links(1450)}, environment},
		'no device, which is another finding': {
			evidence: {subnetEnv: {written: {mtu: 1450}}, links: []},
			environment,
		},
	},
	fails: {
		'the interface below was changed since': {
			evidence: {subnetEnv: {written: {mtu: 8951}}, links: links(1450)},
			environment,
			findings: [{message: 'tooLarge', subject, text: 'get MTU 8951'}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/interface/node-ip.ts';
import {mergeConfig} from '../../../src/derive/config-merge.ts';
import {testCheck} from '../../../src/testing.ts';
import {addresses, addressOf} from '../flannel-builders.ts';

const configured = (values: Readonly<Record<string, unknown>>) => ({
	files: [],
	settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
	cni: {primary: 'canal', multus: false, isExplicit: false, source: "RKE2's default"} as const,
});

testCheck(test, check, {
	passes: {
		'not configured': {evidence: {configuration: configured({}), addresses}},
		'an address of this node': {evidence: {configuration: configured({'node-ip': '10.0.0.2'}), addresses}},
		'both families in one text': {
			evidence: {
				configuration: configured({'node-ip': '10.0.0.2,fd00:0::2'}),
				addresses: [...addresses, addressOf('eth0', 'fd00::2/64')],
			},
		},
		'what is no address': {evidence: {configuration: configured({'node-ip': 'eth0'}), addresses}},
		'an empty list': {evidence: {configuration: configured({'node-ip': []}), addresses}},
	},
	fails: {
		'the address changed': {
			evidence: {configuration: configured({'node-ip': '10.0.0.9'}), addresses},
			findings: [{message: 'absent', subject: {kind: 'Endpoint', name: '10.0.0.9'}}],
		},
		'one of two': {
			evidence: {configuration: configured({'node-ip': ['10.0.0.2', 'fd00::2']}), addresses},
			findings: [{message: 'absent', subject: {kind: 'Endpoint', name: 'fd00::2'}}],
		},
	},
});

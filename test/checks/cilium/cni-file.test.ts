import {test} from 'vitest';
import check from '../../../checks/cilium/cni-file.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

testCheck(test, check, {
	passes: {
		written: {evidence: {status: ciliumStatus()}, environment: onCilium},
		'written by the user (cni.customConf)': {
			evidence: {status: ciliumStatus({'cni-file': {state: 'Disabled', msg: 'custom'}})},
			environment: onCilium,
		},
	},
	fails: {
		'not writable': {
			evidence: {
				status: ciliumStatus({
					'cni-file': {
						state: 'Failure',
						msg: 'failed to write CNI configuration file: read-only file system',
					},
				}),
			},
			environment: onCilium,
			findings: [
				{
					message: 'failing',
					subject: {kind: 'File', name: '/etc/cni/net.d/05-cilium.conflist'},
					text: 'read-only file system',
				},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/host/networkd.ts';
import {testCheck} from '../../../src/testing.ts';

const file = '/etc/systemd/network/10-vmware.network';

testCheck(test, check, {
	passes: {
		'it does not run, or no device is of the cluster': {evidence: {managed: []}},
		'it leaves them alone': {
			evidence: {
				managed: [
					{name: 'cali77670c2d84f', state: 'unmanaged'},
					{name: 'flannel.1', state: 'unmanaged'},
				],
			},
		},
		'a file that says Unmanaged': {
			evidence: {
				managed: [{name: 'cilium_vxlan', state: 'unmanaged', file: '/etc/systemd/network/05-cni.network'}],
			},
		},
		'it has only just seen the interface of a pod': {
			evidence: {managed: [{name: 'cali77670c2d84f', state: 'pending'}]},
		},
	},
	fails: {
		'a file without a name': {
			evidence: {
				managed: [
					{name: 'cali77670c2d84f', state: 'configuring', file},
					{name: 'vxlan.calico', state: 'configured', file},
				],
			},
			findings: [
				{
					message: 'managed',
					subject: {kind: 'File', name: file},
					text: 'configures cali77670c2d84f and vxlan.calico by /etc/systemd/network/10-vmware.network',
				},
			],
		},
	},
});

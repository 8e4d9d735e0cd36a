import {test} from 'vitest';
import check from '../../../checks/service/ipvs-leftover.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {addressOf} from '../flannel-builders.ts';

const addresses = [
	addressOf('eth0', '10.0.0.2/24'),
	addressOf('kube-ipvs0', '10.43.0.1/32'),
	addressOf('kube-ipvs0', '10.43.0.10/32'),
];

testCheck(test, check, {
	passes: {
		'no such device': {evidence: {addresses: addresses.slice(0, 1)}},
		'the mode is ipvs': {evidence: {addresses}, environment: {kubeProxy: told('ipvs')}},
		'the manifest says another mode than the process': {
			evidence: {addresses},
			environment: {
				kubeProxy: {...told('iptables'), conflicts: [{source: 'pgrep', says: '--proxy-mode=ipvs'}]},
			},
		},
		'what kube-proxy does is not known': {
			evidence: {addresses},
			environment: {kubeProxy: {signals: [], undecided: 'no manifest'}},
		},
		'only what IPv6 gives each device': {
			evidence: {addresses: [addressOf('kube-ipvs0', 'fe80::1/64', {scope: 'link'})]},
		},
	},
	fails: {
		'iptables by now': {
			evidence: {addresses},
			findings: [
				{message: 'left', subject: {kind: 'Interface', name: 'kube-ipvs0'}, text: 'holds 2 addresses'},
			],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/multus/dhcp-daemon.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now, sandbox} from '../builders.ts';
import {withMultus} from './builders.ts';
import {multusChart} from './charts.ts';

const environment = withMultus;
const subject = {kind: 'DaemonSet', namespace: 'kube-system', name: 'rke2-multus-dhcp'} as const;
const base = {
	helm: multusChart('manifests: {dhcpDaemonSet: true}'),
	dhcp: {path: '/run/cni/dhcp.sock', exists: false},
	sandboxes: [sandbox('rke2-canal-x7k2p')],
	now,
};

testCheck(test, check, {
	passes: {
		'a daemon with its socket': {environment, evidence: {...base, dhcp: {...base.dhcp, exists: true}}},
		'a chart that deploys none': {environment, evidence: {...base, helm: multusChart()}},
		'a new node': {
			environment,
			evidence: {...base, sandboxes: [sandbox('rke2-canal-x7k2p', {createdAt: minutesAgo(4)})]},
		},
		'a daemon for some nodes only': {
			environment,
			evidence: {
				...base,
				helm: multusChart('manifests: {dhcpDaemonSet: true}\nlabels: {nodeSelector: {dhcp: "yes"}}'),
			},
		},
	},
	fails: {
		'no socket': {environment, evidence: base, findings: [{message: 'missing', subject}]},
	},
});

import {test} from 'vitest';
import check from '../../../checks/multus/network-ipam.ts';
import {testCheck} from '../../../src/testing.ts';
import {entries} from '../builders.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

const environment = withMultus;
const subject = {kind: 'NetworkAttachmentDefinition', namespace: 'default', name: 'lan'} as const;
const of = (ipam: object) => ({
	networks: {isDefined: true, networks: networksOf({lan: {cniVersion: '0.3.1', type: 'macvlan', ipam}})},
	pods: [attachedPod('lan')],
	dhcp: {path: '/run/cni/dhcp.sock', exists: false},
	whereabouts: [],
});
const whereabouts = {type: 'whereabouts', range: '192.168.2.0/24'};

testCheck(test, check, {
	passes: {
		'host-local': {environment, evidence: of({type: 'host-local', subnet: '10.9.0.0/24'})},
		'a daemon that is there': {
			environment,
			evidence: {...of({type: 'dhcp'}), dhcp: {path: '/run/cni/dhcp.sock', exists: true}},
		},
		'a daemon with another socket': {
			environment,
			evidence: of({type: 'dhcp', daemonSocketPath: '/run/my/dhcp.sock'}),
		},
		'a network that nobody here asks for': {environment, evidence: {...of({type: 'dhcp'}), pods: []}},
		'Whereabouts with its files': {
			environment,
			evidence: {...of(whereabouts), whereabouts: entries('whereabouts.conf', 'whereabouts.kubeconfig')},
		},
		'Whereabouts with a kubeconfig of its own': {
			environment,
			evidence: of({...whereabouts, kubernetes: {kubeconfig: '/etc/wb.kubeconfig'}}),
		},
	},
	fails: {
		'no DHCP daemon': {
			environment,
			evidence: of({type: 'dhcp'}),
			findings: [{message: 'noDhcpDaemon', subject, text: 'there is no /run/cni/dhcp.sock'}],
		},
		'Whereabouts without its files': {
			environment,
			evidence: of(whereabouts),
			findings: [
				{
					message: 'whereaboutsUnconfigured',
					subject,
					text: 'no whereabouts.conf and whereabouts.kubeconfig',
				},
			],
		},
	},
});

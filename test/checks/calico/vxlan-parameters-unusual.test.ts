import {test} from 'vitest';
import check from '../../../checks/calico/vxlan-parameters-unusual.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, linksOf} from '../builders.ts';
import {onOverlay, peerOf} from '../flannel-builders.ts';

const device = (data: object = {}) =>
	linksOf({
		ifindex: 3,
		ifname: 'vxlan.calico',
		flags: ['UP', 'LOWER_UP'],
		mtu: 1450,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, link: 'eth0', port: 4789, ...data}},
	});
const silent = [onOverlay(peerOf(1), 'silent'), onOverlay(peerOf(3), 'silent')];
const settings = {};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'the usual ones': {evidence: {links: device(), overlay: silent, settings}},
		'others that work': {
			evidence: {
				links: device({port: 8472}),
				overlay: [onOverlay(peerOf(1), 'answered'), onOverlay(peerOf(3), 'silent')],
				settings,
			},
		},
		'others that the values of the chart ask for': {
			evidence: {links: device({port: 8472}), overlay: silent, settings: {chart: {vxlanPort: 8472}}},
		},
		'the only node': {evidence: {links: device({port: 8472}), overlay: [], settings}},
	},
	fails: {
		'another port': {
			evidence: {links: device({port: 8472}), overlay: silent, settings},
			findings: [
				{
					message: 'unusual',
					subject: {kind: 'Interface', name: 'vxlan.calico'},
					text: 'VNI 4096 and UDP port 8472, where Calico on RKE2 has 4096 and 4789',
				},
			],
		},
		'another VNI': {
			evidence: {links: device({id: 1}), overlay: silent, settings},
			findings: [{message: 'unusual', subject: {kind: 'Interface', name: 'vxlan.calico'}, text: 'VNI 1'}],
		},
	},
});

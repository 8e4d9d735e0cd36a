import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-conflict.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {
	downLink,
	dualStack,
	eth0,
	flannel1,
	flannel4096,
	flannelV6,
	linkOf,
	links,
	ofDevice,
} from '../flannel-builders.ts';

const calicoVxlan = (isExternal: boolean) =>
	linkOf('vxlan.calico', {kind: 'vxlan', vxlan: {port: 4789, isExternal}});
const swarm = linkOf('vx-001001-z0k3t', {kind: 'vxlan', vxlan: {vni: 4097, port: 4789, isExternal: false}});
const calico = {cni: told('calico' as const), overlayDevice: told('vxlan.calico')};
const ciliumVxlan = linkOf('cilium_vxlan', {kind: 'vxlan', vxlan: {port: 8472, isExternal: true}});

testCheck(test, check, {
	passes: {
		'flannel alone': {evidence: {links}},
		'both families on one port and VNI': {
			evidence: {links: [...links, flannelV6]},
			environment: dualStack,
		},
		'somebody else uses the port with another VNI, which the kernel shares': {
			evidence: {
				links: [
					...links,
					linkOf('vx100', {
						kind: 'vxlan',
						vxlan: {vni: 100, port: 8472, local: '10.0.0.2', isExternal: false},
					}),
				],
			},
		},
		'somebody else uses the VNI on another port': {
			evidence: {
				links: [eth0, linkOf('vx1', {kind: 'vxlan', vxlan: {vni: 1, port: 4789, isExternal: false}})],
			},
		},
		'flannel.1 is down beside a device that would share its port': {
			evidence: {
				links: [
					eth0,
					downLink(flannel1),
					linkOf('vxlan99', {
						kind: 'vxlan',
						vxlan: {vni: 99, port: 8472, isExternal: false, extensions: ['remcsum_tx']},
					}),
				],
			},
		},
		'flannel.1 is down while nothing holds its port': {
			evidence: {links: [eth0, downLink(flannel1)]},
		},
		'Docker Swarm beside Calico, which share the port': {
			evidence: {links: [eth0, calicoVxlan(false), swarm]},
			environment: calico,
		},
		"what RKE2's flannel left behind, on a port of its own": {
			evidence: {links: [...links, flannel4096]},
		},
	},
	fails: {
		'a device with group policies holds the port': {
			evidence: {
				links: [
					eth0,
					downLink(flannel1),
					linkOf('vxlan99', {
						kind: 'vxlan',
						vxlan: {vni: 99, port: 8472, isExternal: false, extensions: ['gbp']},
					}),
				],
			},
			findings: [{message: 'portTaken', subject: ofDevice, text: 'vxlan99 holds UDP port 8472'}],
		},
		'the device of Cilium holds the port': {
			evidence: {links: [eth0, downLink(flannel1), ciliumVxlan]},
			findings: [{message: 'portTaken', subject: ofDevice, text: 'cilium_vxlan holds UDP port 8472'}],
		},
		'Docker Swarm holds the port of Calico with eBPF': {
			evidence: {links: [eth0, downLink(calicoVxlan(true)), swarm]},
			environment: calico,
			findings: [
				{
					message: 'portTaken',
					subject: {kind: 'Interface', name: 'vxlan.calico'},
					text: 'vx-001001-z0k3t holds UDP port 4789',
				},
			],
		},
	},
});

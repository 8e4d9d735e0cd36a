import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-vni-taken.ts';
import {testCheck} from '../../../src/testing.ts';
import {dualStack, eth0, flannelV6, linkOf, links, netConf, ofDevice} from '../flannel-builders.ts';

testCheck(test, check, {
	passes: {
		'flannel alone': {evidence: {links, netConf}},
		'both families on one port and VNI': {
			evidence: {links: [...links, flannelV6], netConf},
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
				netConf,
			},
		},
		'somebody else uses the VNI on another port': {
			evidence: {
				links: [eth0, linkOf('vx1', {kind: 'vxlan', vxlan: {vni: 1, port: 4789, isExternal: false}})],
				netConf,
			},
		},
		'no device of anybody': {evidence: {links: [eth0], netConf}},
	},
	fails: {
		'another device has VNI and port': {
			evidence: {
				links: [
					eth0,
					linkOf('vx1', {kind: 'vxlan', vxlan: {vni: 1, port: 8472, local: '10.0.0.2', isExternal: false}}),
				],
				netConf,
			},
			findings: [{message: 'taken', subject: ofDevice, text: 'vx1 has VNI 1'}],
		},
	},
});

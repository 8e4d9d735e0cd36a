import {test} from 'vitest';
import check from '../../../checks/overlay/vtep-mac-announced.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	dualStack,
	dualStackNode,
	eth0,
	flannel1,
	flannelAnnotations,
	flannelNode,
	flannelV6,
	links,
	ofDevice,
	vtepMac,
} from '../flannel-builders.ts';

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links, node: flannelNode(2)}},
		'written in capitals': {
			evidence: {
				links,
				node: flannelNode(2, {
					annotations: flannelAnnotations(2, {
						'backend-data': `{"VNI":1,"VtepMAC":"${vtepMac(2).toUpperCase()}"}`,
					}),
				}),
			},
		},
		'another backend by now': {
			evidence: {
				links,
				node: flannelNode(2, {
					annotations: flannelAnnotations(2, {'backend-type': 'host-gw', 'backend-data': 'null'}),
				}),
			},
		},
		'damaged backend data': {
			evidence: {
				links,
				node: flannelNode(2, {annotations: flannelAnnotations(2, {'backend-data': '{"VNI":1,'})}),
			},
		},
		'nothing announced yet': {evidence: {links, node: flannelNode(2, {annotations: {}})}},
		'both families': {
			evidence: {links: [...links, flannelV6], node: dualStackNode(2)},
			environment: dualStack,
		},
	},
	fails: {
		'systemd gave the device another one': {
			evidence: {links: [eth0, {...flannel1, mac: '3e:aa:10:00:00:02'}], node: flannelNode(2)},
			findings: [
				{message: 'differs', subject: ofDevice, text: `3e:aa:10:00:00:02, but peers send to ${vtepMac(2)}`},
			],
		},
		'only that of the second family': {
			evidence: {
				links: [...links, {...flannelV6, mac: '3e:aa:10:00:00:06'}],
				node: dualStackNode(2),
			},
			environment: dualStack,
			findings: [{message: 'differs', subject: {kind: 'Interface', name: 'flannel-v6.1'}}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-parameters.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	eth0,
	flannel1,
	flannel4096,
	flannelCni,
	links,
	netConf,
	ofDevice,
	withBackend,
} from '../flannel-builders.ts';

testCheck(test, check, {
	passes: {
		'the defaults of Canal': {evidence: {links, netConf}},
		"the values of RKE2's flannel": {
			evidence: {links: [eth0, flannel4096], netConf: withBackend({vni: 4096, port: 4789})},
			environment: flannelCni,
		},
		'a kernel with another default port': {
			evidence: {
				links: [eth0, {...flannel1, vxlan: {vni: 1, port: 4789, learning: false, isExternal: false}}],
				netConf: {...netConf, defaultPort: 4789},
			},
		},
		'no port configured and the default unknown': {
			evidence: {links, netConf: (({defaultPort: _, ...rest}) => rest)(netConf)},
		},
		'made by hand, and learning, which does no harm': {
			evidence: {
				links: [eth0, {...flannel1, vxlan: {vni: 1, port: 8472, learning: true, isExternal: false}}],
				netConf: withBackend({}),
			},
		},
		'no device': {evidence: {links: [eth0], netConf}},
	},
	fails: {
		'made by hand with another VNI': {
			evidence: {
				links: [eth0, {...flannel1, vxlan: {vni: 2, port: 8472, learning: false, isExternal: false}}],
				netConf,
			},
			findings: [
				{
					message: 'vni',
					subject: ofDevice,
					text: 'VNI 2, but flannel makes a device of that name with VNI 1',
				},
			],
		},
		'another port in the values, no restart since': {
			evidence: {links, netConf: withBackend({port: 8475})},
			findings: [{message: 'pending', subject: ofDevice, text: 'UDP port 8475, but flannel.1 has 8472'}],
		},
		'the backend was changed to WireGuard, no restart since': {
			evidence: {links, netConf: withBackend({type: 'wireguard'})},
			findings: [{message: 'pending', subject: ofDevice, text: 'backend wireguard'}],
		},
	},
});

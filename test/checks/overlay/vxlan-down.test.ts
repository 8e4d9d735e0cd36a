import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-down.ts';
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

testCheck(test, check, {
	passes: {
		'state UNKNOWN, as every VXLAN device': {evidence: {links}},
		'a device that does not exist': {evidence: {links: [eth0]}},
		'the leftover of another chart is down': {evidence: {links: [...links, downLink(flannel4096)]}},
		'kube-ipvs0 is down': {evidence: {links: [...links, downLink(linkOf('kube-ipvs0', {kind: 'dummy'}))]}},
		'a tunnel of WireGuard': {
			evidence: {links: [downLink(linkOf('flannel-wg', {kind: 'wireguard'}))]},
			environment: {overlayDevice: told('flannel-wg')},
		},
	},
	fails: {
		'something holds it down': {
			evidence: {
				links: [
					eth0,
					{
						...flannel1,
						flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'],
						hasCarrier: false,
						isProtodown: true,
					},
				],
			},
			findings: [{message: 'noCarrier', subject: ofDevice, text: 'has no carrier (protodown)'}],
		},
		'ip link set flannel.1 down': {
			evidence: {links: [eth0, downLink(flannel1)]},
			findings: [{message: 'down', subject: ofDevice}],
		},
		'only the second family': {
			evidence: {links: [...links, downLink(flannelV6)]},
			environment: dualStack,
			findings: [
				{
					message: 'down',
					subject: {kind: 'Interface', name: 'flannel-v6.1'},
					text: 'reaches no pod of another node over IPv6',
				},
			],
		},
	},
});

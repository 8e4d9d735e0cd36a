import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-noarp.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, flannel} from '../host/evidence.ts';

const mute = {flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP']};

testCheck(test, check, {
	environment: {cni: told('canal' as const), backend: told('vxlan' as const)},
	passes: {
		'as flannel makes it': {evidence: {links: linksOf(flannel)}},
		'a WireGuard device, which has no neighbours': {
			evidence: {
				links: linksOf(flannel, device('flannel-wg', 9, {...mute, linkinfo: {info_kind: 'wireguard'}})),
			},
		},
		'a VXLAN device of somebody else': {
			evidence: {links: linksOf({...flannel, ...mute, ifname: 'vxlan-lab'})},
		},
	},
	fails: {
		'ARP was switched off': {
			evidence: {links: linksOf({...flannel, ...mute})},
			findings: [{message: 'off', subject: {kind: 'Interface', name: 'flannel.1'}}],
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/interface/lower-down.ts';
import {testCheck} from '../../../src/testing.ts';
import {downLink, dualStack, eth0, flannel1, flannelV6, linkOf, links} from '../flannel-builders.ts';

const withoutCarrier = {...eth0, flags: ['NO-CARRIER', 'UP'], hasCarrier: false, operstate: 'DOWN'};
const vlan = linkOf('eth0.7', {
	kind: 'vlan',
	lower: 'eth0',
	vlan: {id: 7},
	flags: ['NO-CARRIER', 'UP', 'M-DOWN'],
	hasCarrier: false,
	operstate: 'LOWERLAYERDOWN',
});
const overVlan = {...flannel1, vxlan: {vni: 1, port: 8472, lower: 'eth0.7', isExternal: false}};

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links}},
		'a spare interface is down': {evidence: {links: [...links, downLink(linkOf('eth1'))]}},
		'a tunnel over a dummy, for routed networks': {
			evidence: {
				links: [
					linkOf('dummy0', {kind: 'dummy', operstate: 'UNKNOWN'}),
					{...flannel1, vxlan: {vni: 1, port: 8472, lower: 'dummy0', isExternal: false}},
				],
			},
		},
		'no device': {evidence: {links: [downLink(eth0)]}},
	},
	fails: {
		'the uplink was set down': {
			evidence: {links: [downLink(eth0), flannel1]},
			findings: [
				{message: 'down', subject: {kind: 'Interface', name: 'eth0'}, text: 'which carries flannel.1'},
			],
		},
		'the cable is out': {
			evidence: {links: [withoutCarrier, flannel1]},
			findings: [{message: 'noCarrier', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'both families over one interface give one finding': {
			evidence: {links: [downLink(eth0), flannel1, flannelV6]},
			environment: dualStack,
			findings: [{message: 'down', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'the interface below a VLAN is down': {
			evidence: {links: [downLink(eth0), vlan, overVlan]},
			findings: [{message: 'down', subject: {kind: 'Interface', name: 'eth0'}}],
		},
		'the VLAN itself is down': {
			evidence: {links: [eth0, downLink(vlan), overVlan]},
			findings: [{message: 'down', subject: {kind: 'Interface', name: 'eth0.7'}}],
		},
	},
});

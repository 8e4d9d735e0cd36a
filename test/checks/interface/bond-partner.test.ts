import {test} from 'vitest';
import check from '../../../checks/interface/bond-partner.ts';
import type {Link} from '../../../src/parsers/ip-link.ts';
import {testCheck} from '../../../src/testing.ts';
import {downLink, linkOf, routeOf} from '../flannel-builders.ts';

const bondOf = (partner: string | undefined, changes: Partial<Link> = {}) =>
	linkOf('bond0', {
		kind: 'bond',
		bond: {mode: '802.3ad', ...(partner !== undefined && {partner})},
		...changes,
	});
const [one, two] = ['eno1', 'eno2'].map(name => linkOf(name, {master: 'bond0'}));
const ports = one === undefined || two === undefined ? [] : [one, two];
const nobody = '00:00:00:00:00:00';
const silent = bondOf(nobody);
const byBond = routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'bond0'});
const subject = {kind: 'Interface', name: 'bond0'} as const;
const found = [
	{
		message: 'silent',
		subject,
		text: 'bond0 is to use eno1 and eno2 together (802.3ad), but no switch answers its LACP: only one of them is used, and, where the switch has them in a static group',
	},
] as const;

testCheck(test, check, {
	passes: {
		'a switch that answers': {evidence: {links: [bondOf('00:1c:73:aa:bb:cc'), ...ports], routes: [byBond]}},
		'an iproute2 that does not tell': {evidence: {links: [bondOf(undefined), ...ports], routes: [byBond]}},
		'another mode': {
			evidence: {
				links: [linkOf('bond0', {kind: 'bond', bond: {mode: 'active-backup', partner: nobody}}), ...ports],
				routes: [byBond],
			},
		},
		'one port with a cable': {
			evidence: {links: [silent, ...ports.slice(0, 1), ...ports.slice(1).map(downLink)], routes: [byBond]},
		},
		'a bond that nothing goes by': {
			evidence: {links: [silent, ...ports, linkOf('eth0')], routes: [{...byBond, dev: 'eth0'}]},
		},
	},
	fails: {
		'a switch that is silent': {evidence: {links: [silent, ...ports], routes: [byBond]}, findings: found},
		'below a VLAN': {
			evidence: {
				links: [silent, ...ports, linkOf('bond0.20', {kind: 'vlan', vlan: {id: 20}, lower: 'bond0'})],
				routes: [{...byBond, dev: 'bond0.20'}],
			},
			findings: found,
		},
		'below a VLAN in a bridge': {
			evidence: {
				links: [
					silent,
					...ports,
					linkOf('bond0.20', {kind: 'vlan', vlan: {id: 20}, lower: 'bond0', master: 'br0'}),
					linkOf('br0', {kind: 'bridge'}),
				],
				routes: [{...byBond, dev: 'br0'}],
			},
			findings: found,
		},
		'in a bridge': {
			evidence: {
				links: [bondOf(nobody, {master: 'br0'}), ...ports, linkOf('br0', {kind: 'bridge'})],
				routes: [{...byBond, dev: 'br0'}],
			},
			findings: found,
		},
	},
});

import {test} from 'vitest';
import check from '../../../checks/overlay/mtu-chain.ts';
import type {Environment} from '../../../src/core/environment.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {canalConflist, cniFile} from '../builders.ts';
import {
	dualStack,
	eth0,
	flannel1,
	flannel4096,
	flannelCni,
	flannelV6,
	linkOf,
	links,
	ofDevice,
	onOverlay,
	peerOf,
} from '../flannel-builders.ts';

const files = [cniFile('10-canal.conflist', canalConflist)];
const filesWith = (mtu: number) => [
	cniFile('10-canal.conflist', {
		...canalConflist,
		plugins: [{type: 'calico', mtu, ipam: {type: 'host-local'}}],
	}),
];
const pod = (mtu: number) => linkOf('cali0123456789a', {kind: 'veth', mtu});
const uplink = (mtu: number) => ({...eth0, mtu});
const tunnel = (mtu: number) => ({...flannel1, mtu});
const wireguard = linkOf('flannel-wg', {kind: 'wireguard', mtu: 1420});
const withWireguard: Partial<Environment> = {
	backend: told('wireguard'),
	overlayDevice: told('flannel-wg'),
};

testCheck(test, check, {
	passes: {
		'a healthy node': {evidence: {links: [...links, pod(1450)], files}},
		'a bridge that a former flannel left beside the pods of Canal': {
			evidence: {links: [...links, pod(1450), linkOf('cni0', {kind: 'bridge', mtu: 1500})], files},
		},
		'jumbo frames, with pods that leave them unused': {
			evidence: {links: [uplink(9000), tunnel(8950), pod(1450)], files},
		},
		'jumbo frames, used by pods too': {
			evidence: {links: [uplink(9000), tunnel(8950), pod(8950)], files: filesWith(8950)},
		},
		'a cloud with 1460 bytes, set up for it': {
			evidence: {links: [uplink(1460), tunnel(1410), pod(1410)], files: filesWith(1410)},
		},
		'the MTU is left to the plugin': {evidence: {links, files: filesWith(0)}},
		'both families, where flannel leaves 50 bytes for a header of 70': {
			evidence: {links: [...links, flannelV6, pod(1450)], files},
			environment: dualStack,
		},
		'both families, where the kernel takes 20 bytes more from the IPv6 tunnel': {
			evidence: {links: [...links, {...flannelV6, mtu: 1430}, pod(1450)], files},
			environment: dualStack,
		},
		"RKE2's flannel, whose pods follow the tunnel": {
			evidence: {
				links: [eth0, flannel4096, linkOf('cni0', {kind: 'bridge', mtu: 1450})],
				files: [cniFile('10-flannel.conflist', {name: 'cbr0', plugins: [{type: 'flannel'}]})],
			},
			environment: flannelCni,
		},
		'WireGuard with pods that fit': {
			evidence: {links: [eth0, wireguard, pod(1420)], files: filesWith(1420)},
			environment: withWireguard,
		},
		'a VLAN on a bond': {
			evidence: {
				links: [
					linkOf('eno1', {master: 'bond0'}),
					linkOf('bond0', {kind: 'bond', bond: {mode: '802.3ad'}}),
					linkOf('bond0.7', {kind: 'vlan', lower: 'bond0', vlan: {id: 7}}),
					{...flannel1, vxlan: {vni: 1, port: 8472, lower: 'bond0.7', local: '10.0.0.2', isExternal: false}},
				],
				files,
			},
		},
		'a broken configuration, which is another finding': {
			evidence: {links, files: [cniFile('10-canal.conflist', '{')]},
		},
		'the leftover of another chart does not fit': {
			evidence: {links: [...links, {...flannel4096, mtu: 1500}], files},
		},
	},
	fails: {
		'the MTU of the uplink was lowered': {
			evidence: {
				links: [uplink(1400), flannel1, pod(1450)],
				files,
				pathMtu: [{...onOverlay(peerOf(1), 'silent'), size: 1422}],
			},
			findings: [
				{
					message: 'tunnel',
					subject: ofDevice,
					text: 'flannel.1 has MTU 1450, but eth0 carries 1400 and the tunnel adds 50: packets larger than 1350 bytes',
				},
			],
		},
		'a cloud with 1460 bytes and the default of Canal': {
			evidence: {links: [uplink(1460), tunnel(1410), pod(1450)], files},
			findings: [
				{
					message: 'pods',
					subject: ofDevice,
					text: 'MTU 1450 from /etc/cni/net.d/10-canal.conflist, but flannel.1 carries 1410',
				},
			],
		},
		'WireGuard and the default of Canal': {
			evidence: {links: [eth0, wireguard], files},
			environment: withWireguard,
			findings: [
				{message: 'pods', subject: {kind: 'Interface', name: 'flannel-wg'}, text: 'flannel-wg carries 1420'},
			],
		},
		'too large for the tunnels of both families': {
			evidence: {links: [...links, flannelV6], files: filesWith(1500)},
			environment: dualStack,
			findings: [{message: 'pods', subject: ofDevice}],
		},
		'too large for the IPv6 tunnel by more than the header': {
			evidence: {links: [...links, {...flannelV6, mtu: 1429}], files},
			environment: dualStack,
			findings: [
				{
					message: 'pods',
					subject: {kind: 'Interface', name: 'flannel-v6.1'},
					text: 'flannel-v6.1 carries 1429',
				},
			],
		},
		'the configuration was lowered, pods were not restarted': {
			evidence: {links: [uplink(1460), tunnel(1410), pod(1450)], files: filesWith(1410)},
			findings: [{message: 'runningPods', subject: ofDevice, text: 'cali0123456789a has MTU 1450'}],
		},
		'the interface below a VLAN carries less': {
			evidence: {
				links: [
					uplink(1400),
					linkOf('eth0.7', {kind: 'vlan', lower: 'eth0', vlan: {id: 7}}),
					{...flannel1, vxlan: {vni: 1, port: 8472, lower: 'eth0.7', local: '10.0.0.2', isExternal: false}},
				],
				files,
			},
			findings: [
				{
					message: 'wire',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'eth0 carries 1400 bytes, but eth0.7 has MTU 1500',
				},
			],
		},
	},
});

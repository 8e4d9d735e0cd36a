import {test} from 'vitest';
import check from '../../../checks/calico/vxlan-device.ts';
import {vtepMacOf} from '../../../src/parsers/calico-annotations.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode, kubeNode, linksOf} from '../builders.ts';

const mac = vtepMacOf('node-2', 'ipv4');
const device = (changes: object = {}, data: object = {}) =>
	linksOf({
		ifindex: 3,
		ifname: 'vxlan.calico',
		flags: ['UP', 'LOWER_UP'],
		mtu: 1450,
		operstate: 'UNKNOWN',
		address: mac,
		linkinfo: {info_kind: 'vxlan', info_data: {id: 4096, link: 'eth0', port: 4789, ...data}},
		...changes,
	});
const node = kubeNode('node-2', {
	annotations: {
		'projectcalico.org/IPv4Address': '10.0.0.2/24',
		'projectcalico.org/IPv4VXLANTunnelAddr': '10.42.247.0',
	},
});
const address = (text: string) =>
	({
		address: text,
		link: 'vxlan.calico',
		family: 'ipv4',
		prefixLength: 32,
		scope: 'global',
		flags: [],
	}) as const;
const addresses = [address('10.42.247.0')];
const subject = {kind: 'Interface', name: 'vxlan.calico'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'as Felix made it': {evidence: {links: device(), addresses, node}},
		'a MAC that somebody chose and announced': {
			evidence: {
				links: device({address: '66:00:00:00:00:01'}),
				addresses,
				node: kubeNode('node-2', {
					annotations: {...node.annotations, 'projectcalico.org/VXLANTunnelMACAddr': '66:00:00:00:00:01'},
				}),
			},
		},
		'eBPF, where any MAC will do': {
			evidence: {links: device({address: '66:00:00:00:00:01'}, {external: true}), addresses, node},
		},
		'a node that announces nothing yet': {
			evidence: {links: [], addresses: [], node: kubeNode('node-2')},
		},
		'a device that is down, which is another finding': {
			evidence: {links: device({flags: []}), addresses: [], node},
		},
	},
	fails: {
		'somebody deleted it': {
			evidence: {links: [], addresses: [], node},
			findings: [{message: 'missing', subject}],
		},
		'systemd-udevd gave it another MAC': {
			evidence: {links: device({address: '4e:0a:3b:00:00:01'}), addresses, node},
			findings: [{message: 'mac', subject, text: `other nodes send to ${mac}`}],
		},
		'NetworkManager took its address': {
			evidence: {links: device(), addresses: [], node},
			findings: [{message: 'address', subject, text: 'no address'}],
		},
		'an address from before': {
			evidence: {links: device(), addresses: [address('10.42.9.0')], node},
			findings: [{message: 'address', subject, text: '10.42.9.0'}],
		},
	},
});

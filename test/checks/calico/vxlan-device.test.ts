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
	internalIps: ['10.0.0.2'],
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
const settings = {};
const other = (data: object = {}) => device({ifindex: 9, ifname: 'flannel.4096'}, data);
const addresses = [address('10.42.247.0')];
const subject = {kind: 'Interface', name: 'vxlan.calico'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'a source address that is the announced one, or left to routes': {
			evidence: {links: device({}, {local: '10.0.0.2'}), addresses, node, settings},
		},
		'no source address': {evidence: {links: device({}, {local: '0.0.0.0'}), addresses, node, settings}},
		'as Felix made it': {evidence: {links: device(), addresses, node, settings}},
		'a MAC that somebody chose and announced': {
			evidence: {
				links: device({address: '66:00:00:00:00:01'}),
				addresses,
				node: kubeNode('node-2', {
					annotations: {...node.annotations, 'projectcalico.org/VXLANTunnelMACAddr': '66:00:00:00:00:01'},
				}),
				settings,
			},
		},
		'eBPF, where any MAC will do': {
			evidence: {links: device({address: '66:00:00:00:00:01'}, {external: true}), addresses, node, settings},
		},
		'a node that announces nothing yet': {
			evidence: {links: [], addresses: [], node: kubeNode('node-2'), settings},
		},
		'a device that is down, which is another finding': {
			evidence: {links: device({flags: []}), addresses: [], node, settings},
		},
	},
	fails: {
		'it leads over the second interface': {
			evidence: {
				links: device({}, {local: '192.168.50.2', link: 'eth1'}),
				addresses: [...addresses, {...address('192.168.50.2'), link: 'eth1'}],
				node,
				settings,
			},
			findings: [{message: 'source', subject, text: '192.168.50.2 of eth1, but Calico announces 10.0.0.2'}],
		},
		'somebody deleted it': {
			evidence: {links: [], addresses: [], node, settings},
			findings: [{message: 'missing', subject}],
		},
		'flannel of a former CNI has its VNI and port': {
			evidence: {links: other(), addresses: [], node, settings},
			findings: [{message: 'taken', subject, text: 'flannel.4096 has VNI 4096 and UDP port 4789'}],
		},
		'another device with another port keeps nobody out': {
			evidence: {links: other({port: 8472}), addresses: [], node, settings},
			findings: [{message: 'missing', subject}],
		},
		'Felix was told another VNI, which somebody has': {
			evidence: {
				links: other({id: 4097}),
				addresses: [],
				node,
				settings: {environment: {FELIX_VXLANVNI: '4097'}},
			},
			findings: [{message: 'taken', subject, text: 'VNI 4097'}],
		},
		'systemd-udevd gave it another MAC': {
			evidence: {links: device({address: '4e:0a:3b:00:00:01'}), addresses, node, settings},
			findings: [{message: 'mac', subject, text: `other nodes send to ${mac}`}],
		},
		'NetworkManager took its address': {
			evidence: {links: device(), addresses: [], node, settings},
			findings: [{message: 'address', subject, text: 'no address'}],
		},
		'an address from before': {
			evidence: {links: device(), addresses: [address('10.42.9.0')], node, settings},
			findings: [{message: 'address', subject, text: '10.42.9.0'}],
		},
	},
});

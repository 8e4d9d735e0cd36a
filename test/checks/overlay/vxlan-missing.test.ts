import {test} from 'vitest';
import check from '../../../checks/overlay/vxlan-missing.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {
	dualStack,
	eth0,
	flannel4096,
	flannelAnnotations,
	flannelCni,
	flanneld,
	flannelV6,
	linkOf,
	links,
	netConf,
	ofDevice,
	withBackend,
} from '../flannel-builders.ts';
import {addressesOf} from '../host/evidence.ts';

const tailscale = linkOf('tailscale0', {kind: 'tun'});
const own = addressesOf(['eth0', '10.0.0.2', 24], ['tailscale0', '100.64.0.2', 32]);
const announced = (publicIp: string) => flannelAnnotations(2, {'public-ip': publicIp});

testCheck(test, check, {
	passes: {
		'Canal with flannel.1': {evidence: {settled: true, links, netConf, process: flanneld()}},
		"RKE2's flannel with flannel.4096": {
			evidence: {settled: true, links: [eth0, flannel4096], netConf: withBackend({vni: 4096, port: 4789})},
			environment: flannelCni,
		},
		'a new VNI that waits for a restart': {
			evidence: {settled: true, links, netConf: withBackend({vni: 7})},
		},
		'host-gw configured by now': {
			evidence: {settled: true, links: [eth0], netConf: withBackend({type: 'host-gw'})},
		},
		'IPv6 alone': {
			evidence: {
				settled: true,
				links: [eth0, flannelV6],
				netConf: {...netConf, enableIpv4: false, enableIpv6: true},
			},
		},
	},
	fails: {
		'the device was deleted': {
			evidence: {settled: true, links: [eth0], netConf, process: flanneld()},
			findings: [{message: 'missing', subject: ofDevice, text: 'runs with process id 4711'}],
		},
		'the device under it was made anew by its program': {
			evidence: {
				settled: true,
				links: [eth0, tailscale],
				netConf,
				process: flanneld(),
				self: kubeNode('node-2', {annotations: announced('100.64.0.2')}),
				addresses: own,
			},
			findings: [{message: 'missing', subject: ofDevice, text: 'It stands on tailscale0 (tun)'}],
		},
		'the uplink that flannel announces is a card': {
			evidence: {
				settled: true,
				links: [eth0, tailscale],
				netConf,
				self: kubeNode('node-2', {annotations: announced('10.0.0.2')}),
				addresses: own,
			},
			findings: [{message: 'missing', subject: ofDevice}],
		},
		'only the device of the second family is gone': {
			evidence: {settled: true, links, netConf: {...netConf, enableIpv6: true}},
			environment: dualStack,
			findings: [{message: 'missing', subject: {kind: 'Interface', name: 'flannel-v6.1'}}],
		},
		'the same over IPv6, in another notation': {
			evidence: {
				settled: true,
				links: [eth0, tailscale],
				netConf: {...netConf, enableIpv4: false, enableIpv6: true},
				self: kubeNode('node-2', {annotations: flannelAnnotations(2, {'public-ipv6': 'fd7a:0::2'})}),
				addresses: addressesOf(['tailscale0', 'fd7a::2', 128]),
			},
			findings: [
				{
					message: 'missing',
					subject: {kind: 'Interface', name: 'flannel-v6.1'},
					text: 'It stands on tailscale0 (tun)',
				},
			],
		},
		'a device of another family is no replacement': {
			evidence: {settled: true, links: [eth0, flannelV6], netConf},
			findings: [{message: 'missing', subject: ofDevice, text: 'VNI 1'}],
		},
	},
});

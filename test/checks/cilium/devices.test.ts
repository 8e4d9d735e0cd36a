import {test} from 'vitest';
import check from '../../../checks/cilium/devices.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, linksOf} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const node = kubeNode('node-2', {internalIps: ['10.0.0.12']});
const address = (link: string) =>
	({link, family: 'ipv4', address: '10.0.0.12', prefixLength: 24, scope: 'global', flags: []}) as const;
const links = linksOf(
	{ifname: 'eth0', ifindex: 2, flags: ['UP', 'LOWER_UP'], mtu: 1500, operstate: 'UP'},
	{
		ifname: 'dummy0',
		ifindex: 3,
		flags: ['UP', 'LOWER_UP'],
		mtu: 1500,
		operstate: 'UNKNOWN',
		linkinfo: {info_kind: 'dummy'},
	},
);
const status = (...devices: readonly string[]) =>
	ciliumStatus({
		'kube-proxy-replacement': {mode: 'True', deviceList: devices.map(name => ({name, ip: ['10.0.0.12']}))},
	});

const byPrograms = (...devices: readonly string[]) =>
	ciliumStatus({
		'kube-proxy-replacement': {mode: 'True', deviceList: devices.map(name => ({name, ip: ['10.0.0.12']}))},
		masquerading: {enabled: true, enabledProtocols: {ipv4: true}, mode: 'BPF'},
	});

testCheck(test, check, {
	passes: {
		'the interface of the node is among them': {
			evidence: {status: status('eth0', 'eth1'), node, addresses: [address('eth0')], links},
			environment: onCilium,
		},
		'names with their addresses': {
			evidence: {
				status: ciliumStatus({
					'kube-proxy-replacement': {mode: 'True', devices: ['eth0 10.0.0.12 (Direct Routing)']},
				}),
				node,
				addresses: [address('eth0')],
				links,
			},
			environment: onCilium,
		},
		'kube-proxy serves': {
			evidence: {status: ciliumStatus(), node, addresses: [address('eth0')], links},
			environment: onCilium,
		},
		'an address on a dummy, to which packets come by another interface': {
			evidence: {status: status('eth0'), node, addresses: [address('dummy0')], links},
			environment: onCilium,
		},
	},
	fails: {
		'a bridge, which Cilium leaves out': {
			evidence: {status: byPrograms(), node, addresses: [address('br0')], links},
			environment: onCilium,
			findings: [
				{
					message: 'left',
					subject: {kind: 'Interface', name: 'br0'},
					text: 'nor is what pods send by it masqueraded',
				},
			],
		},
		'only another one': {
			evidence: {status: status('eth1'), node, addresses: [address('eth0')], links},
			environment: onCilium,
			findings: [{message: 'left', subject: {kind: 'Interface', name: 'eth0'}, text: 'only on eth1'}],
		},
	},
});

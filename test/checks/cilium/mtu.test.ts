import {test} from 'vitest';
import check from '../../../checks/cilium/mtu.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, linksOf} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const node = kubeNode('node-2', {internalIps: ['10.0.0.12']});
const addresses = [
	{link: 'eth0', family: 'ipv4', address: '10.0.0.12', prefixLength: 24, scope: 'global', flags: []},
] as const;
const uplink = (mtu: number) =>
	linksOf({ifname: 'eth0', ifindex: 2, flags: ['UP', 'LOWER_UP'], mtu, operstate: 'UP'});
const evidenceOf = (routeMtu: number, mtu: number, changes?: Readonly<Record<string, unknown>>) => ({
	evidence: {
		daemon: {options: {}, routeMtu, deviceMtu: routeMtu + 50},
		status: ciliumStatus(changes),
		node,
		addresses,
		links: uplink(mtu),
	},
	environment: onCilium,
});
const native = {routing: {'inter-host-routing-mode': 'Native'}};
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	passes: {
		'room for the tunnel': evidenceOf(1450, 1500),
		'jumbo frames that are not used': evidenceOf(1450, 9000),
		'jumbo frames that are used': evidenceOf(8950, 9000),
		'no tunnel': evidenceOf(1500, 1500, native),
		'the agent does not tell': {
			evidence: {daemon: {options: {}}, status: ciliumStatus(), node, addresses, links: uplink(1500)},
			environment: onCilium,
		},
	},
	fails: {
		'a machine with a smaller interface': {
			...evidenceOf(1450, 1400),
			findings: [
				{message: 'tooLarge', subject, text: 'send 1450 bytes to other nodes, but eth0 carries only 1350'},
			],
		},
		'WireGuard takes more': {
			...evidenceOf(1450, 1500, {encryption: {mode: 'Wireguard', wireguard: {interfaces: []}}}),
			findings: [{message: 'tooLarge', subject, text: 'only 1370'}],
		},
		'MTU of the chart too large, without a tunnel': {
			...evidenceOf(9000, 1500, native),
			findings: [{message: 'tooLarge', subject}],
		},
	},
});

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
const wireguard = {encryption: {mode: 'Wireguard', wireguard: {interfaces: []}}};
const withWireguard = (routeMtu: number, ownMtu: number, mtu: number) => {
	const {evidence, environment} = evidenceOf(routeMtu, mtu, wireguard);
	const [wg0] = linksOf({ifname: 'cilium_wg0', ifindex: 9, flags: ['UP'], mtu: ownMtu, operstate: 'UNKNOWN'});
	return {
		evidence: {
			...evidence,
			daemon: {options: {}, routeMtu, deviceMtu: mtu},
			links: wg0 === undefined ? evidence.links : [...evidence.links, wg0],
		},
		environment,
	};
};
const native = {routing: {'inter-host-routing-mode': 'Native'}};
const subject = {kind: 'Interface', name: 'eth0'} as const;

testCheck(test, check, {
	passes: {
		'room for the tunnel': evidenceOf(1450, 1500),
		'jumbo frames that are not used': evidenceOf(1450, 9000),
		'jumbo frames that are used': evidenceOf(8950, 9000),
		'no tunnel': evidenceOf(1500, 1500, native),
		'room for the tunnel and WireGuard': withWireguard(8871, 8921, 9001),
		'room for IPsec as Cilium reckons it': evidenceOf(1373, 1500, {encryption: {mode: 'IPsec'}}),
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
			...evidenceOf(1450, 1500, wireguard),
			findings: [{message: 'encrypted', subject, text: 'leaves 1370 of the 1500 bytes of eth0'}],
		},
		'the header of VXLAN was forgotten': {
			...withWireguard(8921, 8921, 9001),
			findings: [{message: 'encrypted', subject, text: 'The route to pods of other nodes has MTU 8921, but'}],
		},
		'WireGuard itself is too large for the interface': {
			...withWireguard(1370, 1450, 1500),
			findings: [
				{
					message: 'encrypted',
					subject,
					text: 'cilium_wg0 has MTU 1450, but encryption (Wireguard) leaves 1420',
				},
			],
		},
		'IPsec takes more': {
			...evidenceOf(1450, 1500, {encryption: {mode: 'IPsec'}}),
			findings: [{message: 'encrypted', subject, text: 'encryption (IPsec) leaves 1396'}],
		},
		'MTU of the chart too large, without a tunnel': {
			...evidenceOf(9000, 1500, native),
			findings: [{message: 'tooLarge', subject}],
		},
	},
});

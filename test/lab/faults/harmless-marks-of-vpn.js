import {all, ipLines, rule} from '../injections.js';

export default {
	id: 'harmless-marks-of-vpn',
	about: 'marks, and routing rules for marks and a port, that concern a VPN of the node only',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...all(
		rule('OUTPUT -m owner --uid-owner 4711 -j MARK --set-mark 0x6', ['-t', 'mangle']),
		ipLines(
			[
				'route add blackhole default table 66',
				'rule add fwmark 0x6 priority 66 lookup 66',
				'rule add ipproto udp dport 51820 priority 67 lookup 66',
			],
			['rule del priority 66', 'rule del priority 67', 'route flush table 66'],
		),
	),
};

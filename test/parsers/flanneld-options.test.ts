import {describe, expect, it} from 'vitest';
import {parseFlanneldOptions} from '../../src/parsers/flanneld-options.ts';

const canal =
	'/opt/bin/flanneld --ip-masq --kube-subnet-mgr --iptables-forward-rules=false --ip-blackhole-route';
const netConfPath = '/etc/kube-flannel/net-conf.json';

describe('parseFlanneldOptions', () => {
	it('reads what Canal gives: flags, and the interface in the environment', () => {
		expect(parseFlanneldOptions(canal, {FLANNELD_IFACE: 'eth1', FLANNELD_IFACE_REGEX: ''})).toEqual({
			interfaces: ['eth1'],
			regexes: [],
			netConfPath,
		});
	});

	it('takes a flag in each form that Go takes, several times', () => {
		const line = `${canal} --iface=eth1 -iface eth2 --iface-regex ^10\\. -public-ip=203.0.113.2`;
		expect(parseFlanneldOptions(line, {})).toEqual({
			interfaces: ['eth1', 'eth2'],
			regexes: ['^10\\.'],
			publicIp: '203.0.113.2',
			netConfPath,
		});
	});

	it('lets the command line beat the environment', () => {
		expect(
			parseFlanneldOptions(`${canal} --iface=eth1 --net-config-path=/etc/other.json`, {
				FLANNELD_IFACE: 'eth0',
				FLANNELD_IFACE_CAN_REACH: '10.0.0.254',
				FLANNELD_PUBLIC_IPV6: 'fd00::2',
			}),
		).toEqual({
			interfaces: ['eth1'],
			regexes: [],
			canReach: '10.0.0.254',
			publicIpv6: 'fd00::2',
			netConfPath: '/etc/other.json',
		});
	});

	it('does not mistake a longer flag for a shorter one', () => {
		expect(parseFlanneldOptions('flanneld --iface-can-reach=10.0.0.254', {}).interfaces).toEqual([]);
	});
});

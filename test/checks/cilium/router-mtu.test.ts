import {test} from 'vitest';
import check from '../../../checks/cilium/router-mtu.ts';
import {parseIpRoute} from '../../../src/parsers/ip-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, families: told<readonly ('ipv4' | 'ipv6')[]>(['ipv4', 'ipv6'])};
const by = (mtu: number | undefined, deviceMtu: number | undefined) => ({
	evidence: {
		routes: [
			...parseIpRoute(
				JSON.stringify([
					{
						dst: 'default',
						gateway: 'fe80::1',
						dev: 'eth0',
						protocol: 'ra',
						metric: 1024,
						flags: [],
						metrics: mtu === undefined ? [] : [{mtu}],
					},
				]),
				'ipv6',
			),
		],
		daemon: {options: {}, ...(deviceMtu !== undefined && {deviceMtu})},
	},
	environment,
});

testCheck(test, check, {
	passes: {
		'a router that says nothing': by(undefined, 1500),
		'one that says what everybody has': by(1500, 1500),
		'pods that were given less already': by(1492, 1450),
		'an agent that does not tell': by(1492, undefined),
	},
	fails: {
		'a router behind PPPoE': {
			...by(1492, 1500),
			findings: [
				{
					message: 'smaller',
					subject: {kind: 'Interface', name: 'eth0'},
					text: 'carries 1492 bytes, but pods send up to 1500',
				},
			],
		},
	},
});

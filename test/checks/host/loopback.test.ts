import {test} from 'vitest';
import check from '../../../checks/host/loopback.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {parseIpLink} from '../../../src/parsers/ip-link.ts';
import {testCheck} from '../../../src/testing.ts';

const lo = (flags: readonly string[] = ['LOOPBACK', 'UP', 'LOWER_UP']) => ({
	ifindex: 1,
	ifname: 'lo',
	flags,
	mtu: 65_536,
	operstate: 'UNKNOWN',
	link_type: 'loopback',
});
const evidence = (link: ReturnType<typeof lo>, ...locals: readonly string[]) => ({
	links: parseIpLink(JSON.stringify([link])),
	addresses: parseIpAddress(
		JSON.stringify([
			{
				...link,
				addr_info: locals.map(local => ({
					family: local.includes(':') ? 'inet6' : 'inet',
					local,
					prefixlen: local.includes(':') ? 128 : 8,
					scope: 'host',
				})),
			},
		]),
	),
});
const subject = {kind: 'Interface', name: 'lo'} as const;

testCheck(test, check, {
	passes: {
		'it is up, in the state UNKNOWN that it always has': {evidence: evidence(lo(), '127.0.0.1', '::1')},
		'it has another address of its range': {evidence: evidence(lo(), '127.0.0.53')},
		'a network namespace that has none': {evidence: {links: [], addresses: []}},
	},
	fails: {
		'somebody has set it down': {
			evidence: evidence(lo(['LOOPBACK']), '127.0.0.1'),
			findings: [{message: 'down', subject}],
		},
		'its address is gone': {evidence: evidence(lo(), '::1'), findings: [{message: 'address', subject}]},
	},
});

import {test} from 'vitest';
import check from '../../../checks/interface/address-duplicate.ts';
import {parseIpAddress} from '../../../src/parsers/ip-address.ts';
import {testCheck} from '../../../src/testing.ts';

const evidence = (...flags: readonly string[]) => ({
	addresses: parseIpAddress(
		JSON.stringify([
			{
				ifname: 'eth0',
				addr_info: [
					{
						...{family: 'inet6', local: 'fd00::2', prefixlen: 64, scope: 'global'},
						...Object.fromEntries(flags.map(flag => [flag, true])),
					},
				],
			},
		]),
	),
});

testCheck(test, check, {
	passes: {
		'an address in use': {evidence: evidence()},
		'one that the kernel still asks about': {evidence: evidence('tentative')},
	},
	fails: {
		'another machine answered': {
			evidence: evidence('tentative', 'dadfailed'),
			findings: [{message: 'duplicate', subject: {kind: 'Interface', name: 'eth0'}, text: 'fd00::2 of eth0'}],
		},
	},
});

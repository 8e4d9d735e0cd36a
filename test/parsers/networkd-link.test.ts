import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseNetworkdLink} from '../../src/parsers/networkd-link.ts';

describe('parseNetworkdLink', () => {
	it.each([
		[
			'# This is private data. Do not parse.\nADMIN_STATE=configured\nOPER_STATE=routable\nNETWORK_FILE=/etc/systemd/network/10-vmware.network\nDNS=\n',
			{state: 'configured', file: '/etc/systemd/network/10-vmware.network'},
		],
		[
			'ADMIN_STATE=configuring\nNETWORK_FILE="/run/systemd/network/10 all.network"\n',
			{state: 'configuring', file: '/run/systemd/network/10 all.network'},
		],
		[
			'# This is private data. Do not parse.\nADMIN_STATE=unmanaged\nOPER_STATE=degraded\n',
			{state: 'unmanaged'},
		],
		['', {state: ''}],
	])('reads %j', (text, expected) => {
		expect(parseNetworkdLink(text)).toEqual(expected);
	});

	it('survives any text', () => {
		fc.assert(
			fc.property(fc.string(), text => {
				expect(typeof parseNetworkdLink(text).state).toBe('string');
			}),
		);
	});
});

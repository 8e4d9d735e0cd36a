import {describe, expect, it} from 'vitest';
import {parseResolvConf} from '../../src/parsers/resolv-conf.ts';
import {survivesDamage} from './damage.ts';

const text = `# made by NetworkManager
; nameserver 192.0.2.9
domain first.example
search a.example b.example
nameserver 10.0.0.53
nameserver fe80::1%eth0
options ndots:5 edns0
options trust-ad
sortlist 10.0.0.0
nameserver
`;

describe('parseResolvConf', () => {
	it('reads servers, the last search list and all options', () => {
		expect(parseResolvConf(text)).toEqual({
			nameservers: ['10.0.0.53', 'fe80::1%eth0'],
			search: ['a.example', 'b.example'],
			options: ['ndots:5', 'edns0', 'trust-ad'],
		});
		expect(parseResolvConf('')).toEqual({nameservers: [], search: [], options: []});
		survivesDamage(parseResolvConf, text);
	});
});

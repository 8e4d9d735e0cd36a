import {describe, expect, it} from 'vitest';
import {parseIpsetSave} from '../../src/parsers/ipset-save.ts';
import {survivesDamage} from './damage.ts';

/** Of ipset 7.17, which prints nothing else. */
const text = `create n hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x32cd78c2
add n 10.1.0.0/16 nomatch
add n 10.0.0.0/8 timeout 300
create p bitmap:port range 0-65535
add p 8472
`;

describe('parseIpsetSave', () => {
	it('reads sets with entries and exceptions', () => {
		expect(parseIpsetSave(text)).toEqual([
			{
				name: 'n',
				type: 'hash:net',
				options: expect.arrayContaining(['family', 'inet']),
				entries: ['10.0.0.0/8'],
				exceptions: ['10.1.0.0/16'],
			},
			{name: 'p', type: 'bitmap:port', options: ['range', '0-65535'], entries: ['8472'], exceptions: []},
		]);
	});

	it('knows no entries of sets that it was not told of', () => {
		expect(parseIpsetSave('add n 10.0.0.0/8\n')).toEqual([]);
	});

	it('survives damage', () => {
		survivesDamage(parseIpsetSave, text);
	});
});

import {describe, expect, it} from 'vitest';
import {parseIpRule} from '../../src/parsers/ip-rule.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const plain = {isInverted: false, hasFurtherSelectors: false};

describe('parseIpRule', () => {
	it.each(['5.10', '6.1', '6.15'])('reads version %s', version => {
		expect(parseIpRule(output(`iproute2-${version}.ip-rule.json`))).toEqual([
			{...plain, priority: 0, table: 'local', protocol: 'kernel'},
			{...plain, priority: 9, mark: 0x200, mask: 0xf00, table: '2004', protocol: 'unspec'},
			{...plain, priority: 100, table: 'local', protocol: 'unspec'},
			{...plain, priority: 32_766, table: 'main', protocol: 'kernel'},
			{...plain, priority: 32_767, table: 'default', protocol: 'kernel'},
		]);
	});

	it('reads selectors and actions', () => {
		const rules = parseIpRule(output('iproute2-6.1.kinds-rule.json'));
		const at = (priority: number) => rules.find(rule => rule.priority === priority);
		expect(at(99)).toEqual({
			priority: 99,
			isInverted: true,
			from: '10.42.0.0/16',
			to: '10.0.0.5/32',
			mark: 0x100,
			incoming: 'eth0',
			table: '100',
			protocol: 'unspec',
			hasFurtherSelectors: false,
		});
		expect(at(98)).toMatchObject({mark: 4, mask: 0xff, outgoing: 'eth1', action: 'blackhole'});
		expect(at(98)).not.toHaveProperty('table');
		expect(at(97)).toMatchObject({to: '10.8.0.0/16', goto: 32_766});
		expect(at(96)).toMatchObject({from: '10.1.0.0/16', action: 'unreachable'});
		expect(at(95)).toMatchObject({table: '30400', suppressPrefixLength: 0});
		expect(at(94)).toMatchObject({
			table: '5',
			ipProtocol: 'tcp',
			destinationPorts: {first: 443, last: 443},
			hasFurtherSelectors: false,
		});
		expect(at(93)).toMatchObject({hasFurtherSelectors: true});
	});

	it('refuses a mark that is no number', () => {
		expect(() => parseIpRule('[{"priority":1,"src":"all","fwmark":"many"}]')).toThrow(
			'expected "fwmark" to be a hexadecimal number, got many',
		);
	});

	it('survives damage', () => {
		survivesDamage(parseIpRule, output('iproute2-6.1.kinds-rule.json'), {json: true});
	});
});

describe('selectors of iproute2 6.1 that are printed under keys of their own', () => {
	it.each([
		[
			'{"priority":9,"src":"all","sport_start":5,"sport_end":6,"table":"100"}',
			{hasFurtherSelectors: false, sourcePorts: {first: 5, last: 6}},
		],
		[
			'{"priority":9,"src":"all","ipproto":"udp","dport":80,"table":"100"}',
			{ipProtocol: 'udp', destinationPorts: {first: 80, last: 80}},
		],
		[
			'{"priority":9,"src":"all","dport":80,"dport_mask":"0xff00","table":"100"}',
			{hasFurtherSelectors: true},
		],
		['{"priority":9,"src":"all","table":"100","suppress_ifgroup":"5"}', {hasFurtherSelectors: true}],
		['{"priority":9,"src":"all","nop":null}', {hasFurtherSelectors: false, action: 'nop'}],
	])('%s', (rule, expected) => {
		expect(parseIpRule(`[${rule}]`)[0]).toMatchObject(expected);
	});
});

import {describe, expect, it} from 'vitest';
import {leasedAddress, parseHostLocalLease} from '../../src/parsers/host-local.ts';
import {survivesDamage} from './damage.ts';

const id = 'd173b17b0cb00e842da40195331a4ddfd22f0ad4a860c9176c722665670e60b9';

describe('host-local', () => {
	it('reads leases of new and old plugins', () => {
		expect(parseHostLocalLease(`${id}\r\neth0`)).toEqual({containerId: id, interfaceName: 'eth0'});
		expect(parseHostLocalLease(id)).toEqual({containerId: id});
	});

	it.each(['', '\0\0\0', 'two words'])('refuses %j', text => {
		expect(() => parseHostLocalLease(text)).toThrow('expected the id of a container, got');
	});

	it('survives damage', () => {
		survivesDamage(parseHostLocalLease, `${id}\r\neth0`);
	});

	it('tells leases from other files', () => {
		expect(['10.42.0.5', 'fd00::5', 'last_reserved_ip.0', 'lock'].map(leasedAddress)).toEqual([
			'10.42.0.5',
			'fd00::5',
			undefined,
			undefined,
		]);
	});
});

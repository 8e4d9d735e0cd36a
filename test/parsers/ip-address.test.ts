import {describe, expect, it} from 'vitest';
import {parseIpAddress} from '../../src/parsers/ip-address.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseIpAddress', () => {
	it.each(['5.10', '6.1', '6.15'])('reads version %s', version => {
		const addresses = parseIpAddress(output(`iproute2-${version}.ip-addr.json`));
		expect(addresses.filter(({link, family}) => link === 'flannel.1' && family === 'ipv4')).toEqual([
			{
				link: 'flannel.1',
				family: 'ipv4',
				address: '10.42.0.0',
				prefixLength: 32,
				scope: 'global',
				label: 'flannel.1',
				flags: [],
			},
		]);
		expect(
			addresses
				.filter(({link}) => link === 'eth0')
				.map(({address, prefixLength}) => `${address}/${prefixLength}`),
		).toEqual(['10.0.0.1/24', 'fd00::1/64', expect.stringMatching(/^fe80::.*\/64$/)]);
	});

	it('reads flags and peers', () => {
		const addresses = parseIpAddress(output('iproute2-6.1.kinds-addr.json'));
		const find = (address: string) => addresses.find(candidate => candidate.address === address);
		expect(find('10.0.0.3')?.flags).toEqual(['secondary']);
		expect(find('fd00::3')?.flags).toEqual(['dynamic', 'deprecated', 'tentative', 'noprefixroute']);
		expect(find('10.9.9.1')).toMatchObject({peer: '10.9.9.2', prefixLength: 32});
		expect(find('10.0.0.1')).not.toHaveProperty('peer');
	});

	it('drops the placeholders of filters', () => {
		const text =
			'[{},{"ifname":"eth0","addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":24,"scope":"global"},{}]},{}]';
		expect(parseIpAddress(text).map(({address}) => address)).toEqual(['10.0.0.1']);
	});

	it('refuses an unknown family', () => {
		const text =
			'[{"ifname":"x","addr_info":[{"family":"mpls","local":"1","prefixlen":1,"scope":"global"}]}]';
		expect(() => parseIpAddress(text)).toThrow('expected "family" to be inet or inet6, got mpls');
	});

	it('survives damage', () => {
		survivesDamage(parseIpAddress, output('iproute2-6.1.kinds-addr.json'), {json: true});
	});
});

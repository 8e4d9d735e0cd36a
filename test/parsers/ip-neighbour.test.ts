import {describe, expect, it} from 'vitest';
import {parseIpNeighbour} from '../../src/parsers/ip-neighbour.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseIpNeighbour', () => {
	it.each(['5.10', '6.1', '6.15'])('reads version %s', version => {
		expect(parseIpNeighbour(output(`iproute2-${version}.ip-neigh.json`))).toEqual([
			{
				address: '10.0.0.2',
				link: 'eth0',
				mac: expect.stringMatching(/^[\da-f:]{17}$/),
				states: ['STALE'],
				isExternallyLearned: false,
			},
			{
				address: '10.42.1.0',
				link: 'flannel.1',
				mac: '4e:0a:3b:00:00:02',
				states: ['PERMANENT'],
				isExternallyLearned: false,
			},
		]);
	});

	it('takes flags that are null for set', () => {
		expect(parseIpNeighbour(output('iproute2-6.1.kinds-neigh.json'))[1]).toMatchObject({
			address: 'fd00::9',
			isExternallyLearned: true,
		});
	});

	it('reads what has not answered', () => {
		expect(parseIpNeighbour('[{"dst":"10.0.0.9","dev":"eth0","state":["FAILED"]}]')).toEqual([
			{address: '10.0.0.9', link: 'eth0', states: ['FAILED'], isExternallyLearned: false},
		]);
	});

	it('needs the device from the caller where the command named it', () => {
		const text = '[{"dst":"10.42.1.0","lladdr":"4E:0A:3B:00:00:02","state":["PERMANENT"]}]';
		expect(parseIpNeighbour(text, 'flannel.1')[0]).toMatchObject({
			link: 'flannel.1',
			mac: '4e:0a:3b:00:00:02',
		});
		expect(() => parseIpNeighbour(text)).toThrow('expected "dev" with text, got nothing');
	});

	it('survives damage', () => {
		survivesDamage(parseIpNeighbour, output('iproute2-6.1.kinds-neigh.json'), {json: true});
	});
});

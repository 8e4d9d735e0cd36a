import {describe, expect, it} from 'vitest';
import {tunnelTrafficOf} from '../../src/parsers/tunnel-traffic.ts';
import {eth0, flannel1} from '../checks/flannel-builders.ts';

const counted = (packets: number, dropped = 0) => {
	const one = {bytes: packets * 100, packets, errors: 0, dropped};
	return {received: one, sent: {...one, packets: packets * 2}};
};

describe('tunnelTrafficOf', () => {
	it('tells by how much the counters of tunnels rose', () => {
		expect(
			tunnelTrafficOf(
				[
					{...eth0, counters: counted(5)},
					{...flannel1, counters: counted(10)},
				],
				[
					{...eth0, counters: counted(50)},
					{...flannel1, counters: counted(13, 1)},
				],
			),
		).toEqual([
			{
				name: 'flannel.1',
				received: {bytes: 300, packets: 3, errors: 0, dropped: 1},
				sent: {bytes: 300, packets: 6, errors: 0, dropped: 1},
			},
		]);
	});

	it('leaves out a device that was made anew, and one without counters', () => {
		const before = [{...flannel1, index: 4, counters: counted(10)}];
		expect(tunnelTrafficOf(before, [{...flannel1, counters: counted(1)}])).toEqual([]);
		expect(tunnelTrafficOf([flannel1], [flannel1])).toEqual([]);
	});
});

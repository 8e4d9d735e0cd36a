import {describe, expect, it} from 'vitest';
import {parseKernelLog} from '../../src/parsers/kernel-log.ts';
import {survivesDamage} from './damage.ts';

const message = 'UDP: bad checksum. From 10.0.0.3:27503 to 10.0.0.2:8472 ulen 75';
const text = `-- Boot 3f2c --
2026-11-22T08:00:00+0100 node-2 kernel: ${message}
2026-11-22T07:00:01+00:00 node-2 kernel: eth0: NIC Link is Up 10000 Mbps
2026-11-22T07:00:02+00:00 node-2 systemd[1]: Started something.
`;

describe('parseKernelLog', () => {
	it('reads both forms of the zone and leaves other lines out', () => {
		expect(parseKernelLog(text)).toEqual([
			{time: Date.parse('2026-11-22T07:00:00Z'), message},
			{time: Date.parse('2026-11-22T07:00:01Z'), message: 'eth0: NIC Link is Up 10000 Mbps'},
		]);
	});

	it('survives damage', () => {
		survivesDamage(parseKernelLog, text);
	});
});

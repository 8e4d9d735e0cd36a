import {describe, expect, it} from 'vitest';
import {type MultusFault, multusFailureOf} from '../../src/derive/multus-failure.ts';
import {textOfFile} from '../tree.ts';

const errors: readonly string[] = textOfFile('test/parsers/outputs/multus-4.3.0-attachments.jsonl')
	.split('\n')
	.filter(line => line !== '')
	.flatMap(line => JSON.parse(line).error ?? [])
	.filter(error => error.includes('error adding container'));
const faultsOf = (pattern: RegExp): readonly MultusFault[] => [
	...new Set(errors.filter(error => pattern.test(error)).map(error => multusFailureOf(error).fault)),
];

describe('multusFailureOf', () => {
	it('names the network in what Multus 4.3.0 says', () => {
		expect(errors.filter(error => multusFailureOf(error).network === undefined)).toEqual([]);
		expect(new Set(errors.map(error => multusFailureOf(error).network))).toContain('n');
	});

	it('knows what has a signature', () => {
		expect(faultsOf(/Link not found/)).toEqual(['linkMissing']);
		expect(faultsOf(/failed to find plugin/)).toEqual(['pluginMissing']);
		expect(faultsOf(/DHCP/)).toEqual(['noDhcp']);
		expect(faultsOf(/unknown macvlan mode|invalid VLAN ID|no IP ranges/)).toEqual(['other']);
	});

	it('reads the range of a full pool as Go writes it too', () => {
		const full = (range: string) =>
			multusFailureOf(
				`error at storage engine: Could not allocate IP in range: ip: 100.76.215.210 / - 100.76.215.213 / range: ${range}`,
			).detail;
		expect(full('100.76.215.208/29 / excludeRanges: []')).toBe('100.76.215.208/29');
		expect(full('net.IPNet{IP:net.IP{0x64, 0x4c, 0xd7, 0xd0}')).toBe('100.76.215.210 / - 100.76.215.213');
	});

	it('keeps only what the plugin says of anything else', () => {
		expect(
			multusFailureOf('[a/b/c:lan]: error adding container to network "lan": unknown mode: "x"'),
		).toEqual({
			fault: 'other',
			detail: 'unknown mode: "x"',
			network: 'lan',
		});
	});
});

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {dnsAnswer, dnsQuery} from '../../src/host/dns-message.ts';

const query = dnsQuery(0x1234, 'kubernetes.default.svc.cluster.local.');

/** An answer as CoreDNS gives it: names are pointers to the question. */
const reply = ({code = 0, records = []}: {code?: number; records?: readonly Buffer[]}): Buffer => {
	const header = Buffer.from(query);
	header.writeUInt16BE(0x8580 | code, 2);
	header.writeUInt16BE(records.length, 6);
	return Buffer.concat([header, ...records]);
};
const record = (type: number, data: readonly number[]): Buffer =>
	Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 5, 0, data.length, ...data]);
const address = record(1, [10, 43, 0, 1]);
const alias = record(5, [1, 97, 0xc0, 12]);

describe('dnsQuery', () => {
	it('asks for one A record, recursively', () => {
		expect(query.toString('hex')).toBe(
			`12340100000100000000000${'00a6b756265726e657465730764656661756c740373766307636c7573746572056c6f63616c0000010001'}`,
		);
	});
});

describe('dnsAnswer', () => {
	it.each([
		['an address', reply({records: [address]}), ['10.43.0.1']],
		[
			'an alias and two addresses',
			reply({records: [alias, address, record(1, [10, 0, 0, 9])]}),
			['10.43.0.1', '10.0.0.9'],
		],
		['no address', reply({}), ['NOERROR']],
		['only an alias', reply({records: [alias]}), ['NOERROR']],
		['a name that does not exist', reply({code: 3}), ['NXDOMAIN']],
		['a failure', reply({code: 2}), ['SERVFAIL']],
		['an unusual code', reply({code: 9}), ['RCODE9']],
	])('reads %s', (_, message, expected) => {
		expect(dnsAnswer(message, query)).toEqual(expected);
	});

	it.each([
		['nothing', Buffer.alloc(0)],
		['the query itself', query],
		['another id', Buffer.concat([Buffer.from([0, 0]), reply({}).subarray(2)])],
		[
			'another question',
			Buffer.concat([
				reply({}).subarray(0, 12),
				dnsQuery(1, 'kubernetes.default.svc.cluster.locax').subarray(12),
			]),
		],
	])('does not take %s for an answer', (_, message) => {
		expect(dnsAnswer(message, query)).toBeUndefined();
	});

	it('survives damage', () => {
		const whole = reply({records: [alias, address, address]});
		fc.assert(
			fc.property(
				fc.nat(whole.length),
				fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))),
				(length, changes) => {
					const damaged = Buffer.from(whole);
					for (const [index, byte] of changes) {
						damaged[index] = byte;
					}
					const answer = dnsAnswer(damaged.subarray(0, length), query);
					expect(answer === undefined || answer.every(text => /^[\dA-Z.]+$/.test(text))).toBe(true);
				},
			),
			{numRuns: 1000},
		);
	});
});

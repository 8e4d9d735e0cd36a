import {describe, expect, it} from 'vitest';
import {parseCertificates} from '../../src/parsers/certificate.ts';
import {parseTimestamp} from '../../src/parsers/timestamp.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

describe('parseCertificates', () => {
	it('reads every certificate of a chain and nothing else', () => {
		const text = `${output('node.crt')}-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n${output('ca.crt')}`;
		expect(parseCertificates(text)).toEqual([
			{
				subject: 'O=system:nodes, CN=system:node:node-1',
				issuer: 'O=system:nodes, CN=system:node:node-1',
				serialNumber: '41F30E901859B41D555341A036BF5817BF4BB516',
				notBefore: parseTimestamp('2026-11-22T13:15:02Z'),
				notAfter: parseTimestamp('2027-11-22T13:15:02Z'),
				alternativeNames: 'DNS:node-1, IP Address:10.0.0.1, IP Address:127.0.0.1',
				isAuthority: true,
			},
			{
				subject: 'O=rke2, CN=rke2-server-ca@1795335547',
				issuer: 'O=rke2, CN=rke2-server-ca@1795335547',
				serialNumber: expect.any(String),
				notBefore: parseTimestamp('2026-11-22T13:15:02Z'),
				notAfter: parseTimestamp('2036-11-19T13:15:02Z'),
				isAuthority: true,
			},
		]);
	});

	it('refuses what is no certificate', () => {
		expect(() => parseCertificates('')).toThrow('expected a PEM certificate, got none');
		expect(() => parseCertificates('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toThrow(
			'certificate 1 cannot be read: ',
		);
	});

	it('survives damage', () => {
		survivesDamage(parseCertificates, output('node.crt'));
	});
});

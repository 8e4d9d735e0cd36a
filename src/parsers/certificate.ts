import {X509Certificate} from 'node:crypto';
import {present} from './json-value.ts';
import {millisecondsOf} from './timestamp.ts';

export interface Certificate {
	/** `O=system:nodes, CN=system:node:node-1` */
	readonly subject: string;
	readonly issuer: string;
	readonly serialNumber: string;
	/** Milliseconds since the epoch. */
	readonly notBefore: number;
	readonly notAfter: number;
	/** As OpenSSL prints them: `DNS:node-1, IP Address:10.0.0.1`. */
	readonly alternativeNames?: string;
	readonly isAuthority: boolean;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 22 13:15:02 2026 GMT`, as OpenSSL prints times. */
const timeOf = (text: string): number => {
	const [, month = '', ...numbers] = /^(\w{3}) +(\d+) (\d+):(\d+):(\d+) (\d+) GMT$/.exec(text) ?? [];
	const [day = 0, hours = 0, minutes = 0, seconds = 0, year = 0] = numbers.map(Number);
	const time = millisecondsOf([year, months.indexOf(month) + 1, day], [hours, minutes, seconds]);
	if (time === undefined) {
		throw new Error(`expected a time such as "Nov 22 13:15:02 2026 GMT", got ${JSON.stringify(text)}`);
	}
	return time;
};

const certificateOf = (pem: string): Certificate => {
	const certificate = new X509Certificate(pem);
	return {
		subject: certificate.subject.replaceAll('\n', ', '),
		issuer: certificate.issuer.replaceAll('\n', ', '),
		serialNumber: certificate.serialNumber,
		notBefore: timeOf(certificate.validFrom),
		notAfter: timeOf(certificate.validTo),
		...present({alternativeNames: certificate.subjectAltName}),
		isAuthority: certificate.ca,
	};
};

/** The certificates of a PEM text in its order: of a chain, the first is the leaf. What else it holds is left out. */
export const parseCertificates = (text: string): readonly Certificate[] => {
	const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
	if (blocks === null) {
		throw new Error('expected a PEM certificate, got none');
	}
	return blocks.map((block, index) => {
		try {
			return certificateOf(block);
		} catch (error) {
			throw new Error(`certificate ${index + 1} cannot be read: ${(error as Error).message}`);
		}
	});
};

/** Like `parseCertificates`, but none where one cannot be read. */
export const certificatesIn = (text: string): readonly Certificate[] => {
	try {
		return parseCertificates(text);
	} catch {
		return [];
	}
};

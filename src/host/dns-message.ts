/** A question for A records; https://www.rfc-editor.org/rfc/rfc1035#section-4.1 */
export const dnsQuery = (id: number, name: string): Buffer => {
	const header = Buffer.alloc(12);
	header.writeUInt16BE(id, 0);
	header.writeUInt16BE(recursionDesired, 2);
	header.writeUInt16BE(1, 4);
	const labels = name.replace(/\.$/, '').split('.');
	const question = labels.flatMap(label => [Buffer.from([label.length]), Buffer.from(label, 'ascii')]);
	return Buffer.concat([header, ...question, Buffer.from([0, 0, typeA, 0, classInternet])]);
};

const recursionDesired = 0x0100;
const typeA = 1;
const classInternet = 1;

const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** Addresses of an answer, or its response code when there are none; undefined when it does not answer this query. */
export const dnsAnswer = (message: Buffer, query: Buffer): readonly string[] | undefined => {
	const isOurs =
		message.length >= query.length &&
		message.readUInt16BE(0) === query.readUInt16BE(0) &&
		(message.readUInt16BE(2) & 0x8000) !== 0 &&
		message.subarray(12, query.length).toString('latin1').toLowerCase() ===
			query.subarray(12).toString('latin1').toLowerCase();
	if (!isOurs) {
		return undefined;
	}
	const addresses = addressesIn(message, query.length, message.readUInt16BE(6));
	const code = message.readUInt16BE(2) & 0xf;
	return addresses.length > 0 ? addresses : [responseCodes[code] ?? `RCODE${code}`];
};

/** Stops at the first record that is cut off. */
const addressesIn = (message: Buffer, start: number, count: number): readonly string[] => {
	const addresses: string[] = [];
	let offset = start;
	for (let index = 0; index < count; index += 1) {
		const header = skipName(message, offset);
		if (header === undefined || header + 10 > message.length) {
			break;
		}
		const data = header + 10;
		const length = message.readUInt16BE(header + 8);
		if (data + length > message.length) {
			break;
		}
		if (message.readUInt16BE(header) === typeA && length === 4) {
			addresses.push([...message.subarray(data, data + 4)].join('.'));
		}
		offset = data + length;
	}
	return addresses;
};

const skipName = (message: Buffer, start: number): number | undefined => {
	let offset = start;
	for (;;) {
		const length = message[offset];
		if (length === undefined) {
			return undefined;
		}
		if ((length & 0xc0) !== 0) {
			return offset + 2;
		}
		if (length === 0) {
			return offset + 1;
		}
		offset += 1 + length;
	}
};

const types = {A: 1, SOA: 6};
export const codes = {noError: 0, serverFailure: 2, noSuchName: 3};

/** First question of a query: `{id, name, type, question}`; `question` are its bytes as they came. */
export const parseQuery = message => {
	const labels = [];
	let offset = 12;
	while (message[offset] !== 0) {
		labels.push(message.toString('ascii', offset + 1, offset + 1 + message[offset]));
		offset += message[offset] + 1;
	}
	return {
		id: message.readUInt16BE(0),
		name: labels.join('.').toLowerCase(),
		type: message.readUInt16BE(offset + 1),
		question: message.subarray(12, offset + 5),
	};
};

export const isAddressQuery = ({type}) => type === types.A;

/** An authoritative answer with A records, or only a code. */
export const makeAnswer = ({id, question}, code, addresses = []) => {
	const header = Buffer.alloc(12);
	header.writeUInt16BE(id, 0);
	header.writeUInt16BE(0x8580 | code, 2);
	header.writeUInt16BE(1, 4);
	header.writeUInt16BE(addresses.length, 6);
	const records = addresses.map(address => {
		const record = Buffer.from([0xc0, 12, 0, types.A, 0, 1, 0, 0, 0, 30, 0, 4, 0, 0, 0, 0]);
		address.split('.').forEach((byte, index) => {
			record[12 + index] = Number(byte);
		});
		return record;
	});
	return Buffer.concat([header, question, ...records]);
};

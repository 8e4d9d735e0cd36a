/**
 * An ELF file without debug information and symbol table: everything that is not loaded when it runs. Works for either
 * architecture on any machine, and gives the same bytes everywhere, which the `strip` of whoever builds does not.
 * https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export const stripped = file => {
	const isElf64LittleEndian = file.subarray(0, 6).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]));
	if (!isElf64LittleEndian) {
		throw new Error(`expected a 64-bit little-endian ELF file, got ${file.subarray(0, 6).toString('hex')}`);
	}
	const number = at => Number(file.readBigUInt64LE(at));
	const table = (start, size, count) =>
		Array.from({length: count}, (_, index) => ({index, at: start + index * size}));
	const segments = table(number(32), file.readUInt16LE(54), file.readUInt16LE(56));
	const sections = table(number(40), file.readUInt16LE(58), file.readUInt16LE(60));
	const namesIndex = file.readUInt16LE(62);
	const isLoaded = at => (number(at + 8) & 2) !== 0;

	const end = Math.max(...segments.map(({at}) => number(at + 8) + number(at + 32)));
	// Sections that are loaded come first, so that they keep the indexes by which they name each other.
	const loaded = sections.filter(({index, at}) => index === 0 || isLoaded(at));
	if (loaded.some(({index}, position) => index !== position)) {
		throw new Error('expected the sections that are not loaded to come last');
	}
	const names = sections[namesIndex].at;
	const nameBytes = file.subarray(number(names + 24), number(names + 24) + number(names + 32));
	const headersAt = Math.ceil((end + nameBytes.length) / 8) * 8;

	const output = Buffer.alloc(headersAt + (loaded.length + 1) * 64);
	file.copy(output, 0, 0, end);
	nameBytes.copy(output, end);
	[...loaded, {at: names}].forEach(({at}, position) => {
		file.copy(output, headersAt + position * 64, at, at + 64);
	});
	output.writeBigUInt64LE(BigInt(end), headersAt + loaded.length * 64 + 24);
	output.writeBigUInt64LE(BigInt(headersAt), 40);
	output.writeUInt16LE(loaded.length + 1, 60);
	output.writeUInt16LE(loaded.length, 62);
	return output;
};

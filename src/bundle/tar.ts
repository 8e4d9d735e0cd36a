/** A regular file of an archive. */
export interface TarFile {
	readonly path: string;
	readonly content: Buffer;
}

const blockSize = 512;

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

const padding = (size: number): Buffer => Buffer.alloc((blockSize - (size % blockSize)) % blockSize);

/** The sum of a header's bytes, its own field taken as spaces. */
const checksumOf = (header: Buffer): number =>
	header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);

const entry = (path: string, content: Buffer, type: string, modified: number): readonly Buffer[] => {
	const header = Buffer.alloc(blockSize);
	header.write(path, 0, 100);
	header.write(`${octal(0o600, 8)}${octal(0, 8)}${octal(0, 8)}`, 100);
	header.write(`${octal(content.length, 12)}${octal(modified, 12)}`, 124);
	header.write(type, 156);
	header.write('ustar\x0000', 257);
	header.write(`${octal(checksumOf(header), 7)} `, 148);
	return [header, content, padding(content.length)];
};

/** A pax record counts its own length: the digits of the length are part of it. */
const paxRecord = (key: string, value: string): Buffer => {
	const rest = Buffer.byteLength(` ${key}=${value}\n`);
	const length = rest + String(rest + String(rest).length).length;
	return Buffer.from(`${length} ${key}=${value}\n`);
};

/** A tar archive of files that only their owner may read; names that no header holds go into pax records. */
export const packTar = (files: readonly TarFile[], modified: number): Buffer => {
	const blocks = files.flatMap(({path, content}) => [
		...(Buffer.byteLength(path) > 100 ? entry('path', paxRecord('path', path), 'x', modified) : []),
		...entry(path, content, '0', modified),
	]);
	return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
};

const textAt = (block: Buffer, start: number, length: number): string => {
	const end = block.subarray(start, start + length).indexOf(0);
	return block.toString('utf8', start, start + (end === -1 ? length : end));
};

const numberAt = (header: Buffer, start: number, length: number): number => {
	const text = textAt(header, start, length).trim();
	return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
};

const paxRecords = (content: Buffer): ReadonlyMap<string, string> => {
	const records = new Map<string, string>();
	for (let at = 0; at < content.length; ) {
		const length = Number.parseInt(content.toString('latin1', at, at + 12), 10);
		const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(content.toString('utf8', at, at + length)) ?? [];
		if (key === undefined || value === undefined) {
			throw new Error('expected pax records, got a header that is damaged');
		}
		records.set(key, value);
		at += length;
	}
	return records;
};

const nameOf = (header: Buffer): string => {
	const prefix = textAt(header, 257, 8) === 'ustar' ? textAt(header, 345, 155) : '';
	return prefix === '' ? textAt(header, 0, 100) : `${prefix}/${textAt(header, 0, 100)}`;
};

/** Nothing is unpacked to this name, yet one that leads out of the archive is foul play. */
const checkedPath = (name: string): string => {
	const segments = name.split('/').filter(segment => segment !== '' && segment !== '.');
	if (name.startsWith('/') || segments.includes('..')) {
		throw new Error(`expected names within the archive, got ${JSON.stringify(name)}`);
	}
	return segments.join('/');
};

/**
 * The regular files of an archive, as ustar, GNU tar and pax write them.
 * Throws for links and devices, and for an archive that is damaged or cut off.
 */
export const unpackTar = (archive: Buffer): readonly TarFile[] => {
	const files: TarFile[] = [];
	let long: string | undefined;
	for (let at = 0; at < archive.length; ) {
		const header = archive.subarray(at, at + blockSize);
		if (header.length === blockSize && header.every(byte => byte === 0)) {
			break;
		}
		const size = numberAt(header, 124, 12);
		if (header.length < blockSize || checksumOf(header) !== numberAt(header, 148, 8) || Number.isNaN(size)) {
			throw new Error(`expected a tar header at byte ${at}, got something else`);
		}
		const content = archive.subarray(at + blockSize, at + blockSize + size);
		if (content.length < size) {
			throw new Error(`expected ${size} bytes at byte ${at + blockSize}, got ${content.length}`);
		}
		const path = checkedPath(long ?? nameOf(header));
		const type = textAt(header, 156, 1);
		at += blockSize + size + padding(size).length;
		switch (type) {
			case 'x':
				long = paxRecords(content).get('path') ?? long;
				continue;
			case 'L':
				long = textAt(content, 0, content.length);
				continue;
			case 'g':
			case 'K':
				continue;
			case '':
			case '0':
				files.push({path, content});
				break;
			case '5':
				break;
			default:
				throw new Error(`expected only files and directories, got an entry of type ${type}: ${path}`);
		}
		long = undefined;
	}
	return files;
};

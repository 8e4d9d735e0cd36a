import {BundleError} from './format.ts';

const blockSize = 512;

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

const paddingOf = (size: number): number => (blockSize - (size % blockSize)) % blockSize;

/** The sum of a header's bytes, its own field taken as spaces. */
const checksumOf = (header: Buffer): number =>
	header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);

/** ustar keeps 100 bytes of name and 155 of the folders before it. */
const splitName = (name: string): readonly [prefix: string, name: string] => {
	if (name.length <= 100) {
		return ['', name];
	}
	const at = name.indexOf('/', name.length - 101);
	if (at === -1 || at > 155) {
		throw new Error(`expected a name that fits a tar header, got ${name}`);
	}
	return [name.slice(0, at), name.slice(at + 1)];
};

/** A tar archive (ustar) of regular files that only their owner may read. Names are ASCII. */
export const writeTar = (
	files: readonly {readonly name: string; readonly content: Uint8Array}[],
	modifiedSeconds: number,
): Buffer => {
	const blocks = files.flatMap(({name, content}) => {
		const header = Buffer.alloc(blockSize);
		const [prefix, base] = splitName(name);
		header.write(base, 0, 'latin1');
		header.write(`${octal(0o600, 8)}${octal(0, 8)}${octal(0, 8)}`, 100, 'latin1');
		header.write(`${octal(content.length, 12)}${octal(modifiedSeconds, 12)}`, 124, 'latin1');
		header.write('0', 156, 'latin1');
		header.write('ustar\x0000', 257, 'latin1');
		header.write(prefix, 345, 'latin1');
		header.write(`${octal(checksumOf(header), 7)} `, 148, 'latin1');
		return [header, content, Buffer.alloc(paddingOf(content.length))];
	});
	return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
};

const textAt = (header: Buffer, offset: number, length: number): string => {
	const field = header.subarray(offset, offset + length);
	const end = field.indexOf(0);
	return field.toString('utf8', 0, end === -1 ? length : end);
};

const numberAt = (header: Buffer, offset: number, length: number): number => {
	const text = textAt(header, offset, length).trim();
	if (!/^[0-7]+$/.test(text)) {
		throw new BundleError(`expected a tar archive, got a header with the number ${JSON.stringify(text)}`);
	}
	return Number.parseInt(text, 8);
};

/** The records of a pax header: `<length> <key>=<value>\n`, the length counting its own bytes. */
const paxRecords = (content: Buffer): ReadonlyMap<string, string> => {
	const records = new Map<string, string>();
	for (let at = 0; at < content.length; ) {
		const length = Number.parseInt(content.toString('latin1', at, at + 12), 10);
		const record = content.toString('utf8', at, at + length);
		const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(record) ?? [];
		if (key === undefined || value === undefined) {
			throw new BundleError('expected a tar archive, got a pax header that is damaged');
		}
		records.set(key, value);
		at += length;
	}
	return records;
};

/** The name inside the archive; nothing is ever unpacked to it, yet a name that leaves the archive is foul play. */
const checkedName = (name: string): string => {
	const segments = name.split('/').filter(segment => segment !== '' && segment !== '.');
	if (name.startsWith('/') || segments.includes('..')) {
		throw new BundleError(`expected names within the archive, got ${JSON.stringify(name)}`);
	}
	return segments.join('/');
};

const kinds: Readonly<Record<string, string>> = {
	'1': 'a hard link',
	'2': 'a symbolic link',
	'3': 'a device',
	'4': 'a device',
	'6': 'a pipe',
	S: 'a sparse file',
};

/**
 * The regular files of a tar archive by name, as ustar, GNU tar and pax write them.
 * Throws `BundleError` for links, devices, names that lead out, and for an archive that is damaged or cut off.
 */
export const readTar = (archive: Buffer): ReadonlyMap<string, Buffer> => {
	const files = new Map<string, Buffer>();
	let longName: string | undefined;
	let pax: ReadonlyMap<string, string> = new Map();
	for (let at = 0; at < archive.length; ) {
		const header = archive.subarray(at, at + blockSize);
		if (header.length === blockSize && header.every(byte => byte === 0)) {
			return files;
		}
		if (header.length < blockSize || checksumOf(header) !== numberAt(header, 148, 8)) {
			throw new BundleError('expected a tar archive, got one that is damaged or cut off');
		}
		const size = Number(pax.get('size') ?? numberAt(header, 124, 12));
		const content = archive.subarray(at + blockSize, at + blockSize + size);
		if (!(content.length === size)) {
			throw new BundleError(`expected ${size} bytes of a file in the archive, got ${content.length}`);
		}
		const type = textAt(header, 156, 1);
		const prefix = textAt(header, 257, 6) === 'ustar' ? textAt(header, 345, 155) : '';
		const plain = [prefix, textAt(header, 0, 100)].filter(Boolean).join('/');
		const name = checkedName(pax.get('path') ?? longName ?? plain);
		at += blockSize + size + paddingOf(size);
		switch (type) {
			case 'x':
				pax = paxRecords(content);
				continue;
			case 'L':
				longName = textAt(content, 0, content.length);
				continue;
			case 'g':
			case 'K':
				continue;
			case '':
			case '0':
			case '7':
				files.set(name, content);
				break;
			case '5':
				break;
			default:
				throw new BundleError(`expected regular files, got ${kinds[type] ?? `the type ${type}`}: ${name}`);
		}
		longName = undefined;
		pax = new Map();
	}
	return files;
};

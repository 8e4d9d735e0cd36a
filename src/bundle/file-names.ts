import {createHash} from 'node:crypto';
import {type Packet, type Request, requestKey} from '../core/request.ts';

/** Longest segment and longest name: with a folder in front they still fit a tar header. */
const maximum = {segment: 80, name: 120} as const;

const hostOf = (url: string): string => url.replace(/^\w+:\/\//, '');

const packetName = (packet: Packet): string => {
	switch (packet.packet) {
		case 'tcp':
		case 'tls':
			return `${packet.packet} ${packet.address} ${packet.port}`;
		case 'ping':
			return `ping ${packet.address} ${packet.size}`;
		case 'dns':
			return `dns ${packet.server} ${packet.name} ${packet.transport}`;
	}
};

/** Folder and name of a reply, and the extension of its text. Only files keep their own tree and extension. */
const placeOf = (request: Request): readonly [folder: string, name: string, extension: string] => {
	switch (request.kind) {
		case 'file':
			return ['files', request.path, request.tail === undefined ? '' : `.last-${request.tail}`];
		case 'directory':
			return ['directories', request.path, '.json'];
		case 'stat':
			return ['stats', request.path, '.json'];
		case 'filesystem':
			return ['filesystems', request.path, '.json'];
		case 'symlink':
			return ['symlinks', request.path, '.txt'];
		case 'command':
			return ['commands', oneSegment(request.argv.join(' ')), '.txt'];
		case 'api':
			return ['api', oneSegment(request.path), '.json'];
		case 'http':
			return ['http', oneSegment(`${request.socket ?? ''} ${hostOf(request.url)}`), '.txt'];
		case 'bird':
			return ['bird', oneSegment(`${request.socket} ${request.show}`), '.txt'];
		case 'packet':
			return ['packets', oneSegment(packetName(request)), '.json'];
		case 'option':
			return ['options', request.name, '.json'];
		case 'clock':
			return ['', 'clock', '.txt'];
	}
};

const oneSegment = (text: string): string => text.replaceAll('/', '_');

/** A name that every file system and every shell takes as it is. */
const safe = (segment: string): string => {
	const name = segment.replace(/[^\w@.+=,~-]+/g, '_').replace(/^[_-]+|[_.]+$/g, '');
	return name === '' ? '_' : name;
};

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const shortened = (segment: string, extension: string, hash: string): string =>
	segment.length + extension.length <= maximum.segment
		? `${segment}${extension}`
		: `${segment.slice(0, maximum.segment - extension.length - 9)}~${hash}${extension}`;

const naturalName = (request: Request): string => {
	const key = requestKey(request);
	const [folder, path, extension] = placeOf(request);
	const ending = request.sample === 'last' ? `.second${extension}` : extension;
	const segments = path.split('/').filter(Boolean).map(safe);
	const last = segments.pop() ?? 'root';
	const above = [folder, ...segments.map(segment => shortened(segment, '', shortHash(segment)))];
	const name = [...above, shortened(last, ending, shortHash(key))].filter(Boolean).join('/');
	return name.length <= maximum.name
		? name
		: [folder, shortened(safe([...segments, last].join('_')), ending, shortHash(key))].join('/');
};

/** Gives every request a file name of its own, also where names are not case sensitive. */
export const createFileNames = (): ((request: Request) => string) => {
	const files = new Set<string>();
	const folders = new Set<string>();
	const foldersOf = (name: string): readonly string[] =>
		name.split('/').map((_, index, segments) => segments.slice(0, index).join('/'));
	const isFree = (name: string): boolean =>
		!files.has(name) && !folders.has(name) && !foldersOf(name).some(folder => files.has(folder));
	return request => {
		const name = naturalName(request);
		const folder = name.split('/', 1)[0] ?? '';
		const free = isFree(name.toLowerCase())
			? name
			: `${folder}/${shortHash(requestKey(request))}-${(name.split('/').at(-1) ?? '').slice(-60)}`;
		files.add(free.toLowerCase());
		for (const above of foldersOf(free.toLowerCase())) {
			folders.add(above);
		}
		return free;
	};
};

import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterAll, describe, expect, it} from 'vitest';
import type {RecordedReply} from '../../src/bundle/format.ts';
import {readBundle} from '../../src/bundle/read.ts';
import {unpackTar} from '../../src/bundle/tar.ts';
import {type BundleContent, packBundle} from '../../src/bundle/write.ts';
import {api, command, directory, file} from '../../src/core/request.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundle-test-'));
afterAll(() => rmSync(folder, {recursive: true}));

const long = 'x'.repeat(500);
const archiveOf = (replies: readonly RecordedReply[]): Buffer => packBundle(content(replies)).archive;
const recorded: readonly RecordedReply[] = [
	{
		request: command('ip', '-j', '-d', 'link', 'show'),
		reply: {status: 'answered', body: `[${JSON.stringify(long)}]`},
	},
	{request: file('/etc/cni/net.d/10-canal.conflist'), reply: {status: 'answered', body: `{"a": "${long}"}`}},
	{request: file('/proc/sys/net/ipv4/ip_forward'), reply: {status: 'answered', body: '1\n'}},
	{
		request: directory('/opt/cni/bin'),
		reply: {status: 'unanswered', reason: 'not-found', detail: '/opt/cni/bin: no such directory'},
	},
	{
		request: command('crictl', 'pods', '-o', 'json'),
		reply: {status: 'unanswered', reason: 'exit-code', detail: 'fatal', code: 1, body: long},
	},
	{
		request: {...command('ip', '-j', '-s', '-d', 'link', 'show'), sample: 'last'},
		reply: {status: 'answered', body: long, stderr: 'a warning'},
	},
	{request: api('/api/v1/nodes', 'metadata.name', 'spec.podCIDR'), reply: {status: 'answered', body: long}},
];
const content = (replies: readonly RecordedReply[]): BundleContent => ({
	tool: {name: 'rke2-netdoctor', version: '0.0.0'},
	createdAt: '2026-01-01T00:00:00.000Z',
	node: 'node-1',
	removed: [{rule: 'token', count: 2}],
	recorded: replies,
	documents: {'report.json': '{}\n'},
});
const written = (name: string, archive: Uint8Array): string => {
	const path = join(folder, name);
	writeFileSync(path, archive);
	return path;
};
const repliesOf = async (path: string) => [...(await readBundle(path)).replies.values()];

describe('the hashes of a bundle', () => {
	const unpacked = (name: string): string => {
		const target = join(folder, name);
		mkdirSync(target);
		execFileSync('tar', ['-xzf', written(`${name}.tar.gz`, archiveOf(recorded)), '-C', target]);
		return target;
	};

	it('are those of sha256sum, for every file but the manifest', () => {
		const target = unpacked('hashed');
		const {files} = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'));
		const sums = files
			.map(({path, sha256}: {path: string; sha256: string}) => `${sha256}  ${path}\n`)
			.join('');
		const checked = execFileSync('sha256sum', ['-c'], {cwd: target, input: sums, encoding: 'utf8'});
		expect(checked.match(/: OK$/gm)).toHaveLength(unpackTar(gunzipSync(archiveOf(recorded))).length - 1);
	});

	it('tell what is not as it was recorded, and judging goes on', async () => {
		const target = unpacked('altered');
		expect((await readBundle(target)).altered).toEqual([]);
		const path = 'files/etc/cni/net.d/10-canal.conflist';
		writeFileSync(join(target, path), '{}');
		const {altered, replies} = await readBundle(target);
		expect(altered).toEqual([path]);
		expect(replies.size).toBe(recorded.length);
	});
});

describe('a bundle', () => {
	it('gives back what was written', async () => {
		const path = written('bundle.tar.gz', archiveOf(recorded));
		expect(await repliesOf(path)).toEqual(recorded);
		expect((await readBundle(path)).manifest).toMatchObject({
			node: 'node-1',
			removed: [{rule: 'token', count: 2}],
		});
	});

	it('reads the same from its folder, and re-packed by tar in any form', async () => {
		const unpacked = join(folder, 'unpacked');
		mkdirSync(unpacked);
		execFileSync('tar', ['-xzf', '-', '-C', unpacked], {input: archiveOf(recorded)});
		expect(await repliesOf(unpacked)).toEqual(recorded);
		for (const format of ['gnu', 'pax', 'ustar']) {
			const path = join(folder, `${format}.tgz`);
			execFileSync('tar', [`--format=${format}`, '-czf', path, '-C', folder, 'unpacked']);
			expect(await repliesOf(path)).toEqual(recorded);
		}
	});

	it('keeps paths longer than a tar header holds', async () => {
		const request = file(`/${'long-directory-name/'.repeat(12)}file`);
		const replies = [{request, reply: {status: 'answered', body: long}}] as const;
		const archive = archiveOf(replies);
		expect(await repliesOf(written('long.tar.gz', archive))).toEqual(replies);
		const names = execFileSync('tar', ['-tzf', '-'], {input: archive, encoding: 'utf8'});
		expect(names).toContain(`files/${'long-directory-name/'.repeat(12)}file`);
	});

	it('leaves out the largest bodies when it would be too large', async () => {
		const noise = Array.from({length: 3000}, (_, index) => Math.sin(index)).join();
		const request = file('/var/log/noise');
		const replies = [...recorded, {request, reply: {status: 'answered', body: noise} as const}];
		const {archive, leftOut} = packBundle(content(replies), 8000);
		expect(leftOut).toEqual(['cat /var/log/noise']);
		expect(archive.length).toBeLessThanOrEqual(8000);
		const read = await repliesOf(written('small.tar.gz', archive));
		expect(read.at(-1)).toMatchObject({request, reply: {status: 'unanswered', reason: 'too-large'}});
		expect(read.slice(0, -1)).toEqual(recorded);
	});

	it('finds what to leave out in few attempts, by the room that it takes compressed', () => {
		const noise = (seed: number): string =>
			Array.from({length: 60}, (_, at) => Math.sin(seed * 60 + at)).join();
		const many = Array.from({length: 400}, (_, index) => ({
			request: file(`/noise/${index}`),
			reply: {status: 'answered', body: noise(index)} as const,
		}));
		const air = {request: file('/air'), reply: {status: 'answered', body: ' '.repeat(20_000)} as const};
		const {archive, leftOut} = packBundle(content([...many, air]), 60_000);
		expect(archive.length).toBeLessThanOrEqual(60_000);
		expect(archive.length).toBeGreaterThan(30_000);
		expect(leftOut).not.toContain('cat /air');
		expect(packBundle(content(recorded)).leftOut).toEqual([]);
	});

	it('says that its run was ended early, and is whole when it says nothing', async () => {
		const complete = async (more: object) => {
			const {archive} = packBundle({...content(recorded), ...more});
			return (await readBundle(written('partial.tar.gz', archive))).manifest.complete;
		};
		expect(await complete({complete: false})).toBe(false);
		expect(await complete({})).toBeUndefined();
	});

	it('needs no file for what is written by hand', async () => {
		const path = join(folder, 'by-hand');
		mkdirSync(path);
		const replies = [
			{request: {kind: 'file', path: '/etc/os-release'}, body: 'ID=debian\n', madeBy: 'facts'},
		];
		writeFileSync(join(path, 'manifest.json'), JSON.stringify({format: 1, replies}));
		expect((await readBundle(path)).replies.get('cat /etc/os-release')?.reply).toEqual({
			status: 'answered',
			body: 'ID=debian\n',
		});
	});
});

describe('what is no bundle', () => {
	const archive = archiveOf(recorded);
	const manifest = (text: string): Buffer => {
		const path = mkdtempSync(join(folder, 'manifest-'));
		writeFileSync(join(path, 'manifest.json'), text);
		return execFileSync('tar', ['-czf', '-', '-C', path, 'manifest.json']);
	};
	const withLink = (): Buffer => {
		const path = mkdtempSync(join(folder, 'link-'));
		symlinkSync('/etc/passwd', join(path, 'manifest.json'));
		return execFileSync('tar', ['-czf', '-', '-C', path, 'manifest.json']);
	};

	it.each<[string, Uint8Array, string]>([
		['text', Buffer.from('hello'), 'expected a .tar.gz archive or its folder'],
		['nothing', Buffer.alloc(0), 'expected a .tar.gz archive or its folder'],
		['a truncated gzip', archive.subarray(0, archive.length / 2), 'unexpected end of file'],
		['a truncated tar', gzipSync(gunzipSync(archive).subarray(0, 3000)), 'got'],
		['gzipped text', gzipSync('x'.repeat(2000)), 'expected a tar header at byte 0'],
		[
			'another archive',
			execFileSync('tar', ['-czf', '-', '-C', folder, '-T', '/dev/null']),
			'expected manifest.json, got an archive without it',
		],
		['a link', withLink(), 'expected only files and directories'],
		['another format', manifest('{"format": 2}'), 'expected format 1 in manifest.json, got 2'],
		['no JSON', manifest('{'), 'JSON'],
		['no replies', manifest('{"format": 1}'), 'expected a list of replies'],
		[
			'strange replies',
			manifest('{"format": 1, "replies": [{"request": {"kind": "file"}}]}'),
			'expected a list of replies',
		],
		[
			'a missing file',
			manifest('{"format": 1, "replies": [{"request": {"kind": "clock"}, "file": "../../etc/passwd"}]}'),
			'expected the file ../../etc/passwd',
		],
		['a strange completeness', manifest('{"format": 1, "complete": "no", "replies": []}'), 'got "no"'],
		...[
			['"reason": "tired"', 'a reason of not-found, denied'],
			['"reason": "toString"', 'a reason of not-found'],
			['"code": "1"', 'an integer as code'],
			['"code": 1.5', 'an integer as code'],
			['"detail": 5', 'a text as detail'],
			['"body": {}', 'a text as body'],
		].map(([field, message]): [string, Uint8Array, string] => [
			`a reply with ${field}`,
			manifest(`{"format": 1, "replies": [{"request": {"kind": "clock"}, ${field}}]}`),
			`expected a list of replies, each with ${message}`,
		]),
	])('%s', async (name, bytes, message) => {
		const path = written(name, bytes);
		const error = await readBundle(path).then(
			() => new Error('was read'),
			(reason: Error) => reason,
		);
		expect(error.name).toBe('BundleError');
		expect(error.message).toContain(message);
		expect(error.message).not.toContain('\n');
	});

	it('says so when there is no such path', async () => {
		await expect(readBundle(join(folder, 'missing'))).rejects.toThrow(/missing is no bundle: .*no such file/);
	});

	const folderWith = (file: string): string => {
		const path = mkdtempSync(join(folder, 'folder-'));
		const replies = [{request: {kind: 'clock'}, file}];
		writeFileSync(join(path, 'manifest.json'), JSON.stringify({format: 1, replies}));
		return path;
	};
	it('is any folder without a manifest, of which nothing else is read', async () => {
		const path = mkdtempSync(join(folder, 'other-'));
		writeFileSync(join(path, 'a'), 'x'.repeat(2000));
		await expect(readBundle(path, {archive: 1000, content: 1000})).rejects.toThrow(
			`${path} is no bundle: expected manifest.json, got a folder without it`,
		);
	});

	it('reads of a folder only what the manifest names, as much as the limit allows', async () => {
		const path = folderWith('clock.txt');
		writeFileSync(join(path, 'unnamed'), 'x'.repeat(2000));
		writeFileSync(join(path, 'clock.txt'), '2026');
		const limits = {archive: 1000, content: 1000};
		expect((await readBundle(path, limits)).replies.get('date')?.reply).toMatchObject({body: '2026'});
		writeFileSync(join(path, 'clock.txt'), 'x'.repeat(2000));
		await expect(readBundle(path, limits)).rejects.toThrow('expected at most 1000 bytes');
	});

	it.each([
		['../secret', ''],
		['link', '/etc/passwd'],
		['link', '../secret'],
		['link/passwd', '/etc'],
		['pipe', ''],
		['.', ''],
	])('is a folder that names %s (to %s)', async (name, target) => {
		const path = folderWith(name);
		writeFileSync(join(folder, 'secret'), 'of another');
		if (target !== '') {
			symlinkSync(target, join(path, 'link'));
		}
		execFileSync('mkfifo', [join(path, 'pipe')]);
		await expect(readBundle(path)).rejects.toThrow('expected regular files within the bundle');
	});

	it('survives any damage of an archive', () => {
		const tar = gunzipSync(archive);
		fc.assert(
			fc.property(fc.nat(tar.length - 1), fc.nat(255), (offset, byte) => {
				const damaged = Buffer.from(tar);
				damaged[offset] = byte;
				try {
					expect(unpackTar(damaged).every(({path}) => typeof path === 'string')).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});

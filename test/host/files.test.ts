import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {appendFile, chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {FileStatus, Reply} from '../../src/core/request.ts';
import {createFileReader, type FileRequest} from '../../src/host/files.ts';
import {locate, sharesNamespace} from '../../src/host/host-root.ts';
import {itIf} from '../only-if.ts';

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'netdoctor-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

const jsonOf = (reply: Reply): unknown => (reply.status === 'answered' ? JSON.parse(reply.body) : reply);
const read = (request: FileRequest, byteLimit?: number): Promise<Reply> =>
	createFileReader({byteLimit})({...request, path: join(root, request.path)});

describe('file', () => {
	it('gives the text', async () => {
		await writeFile(join(root, 'a'), 'ä text\n');
		expect(await read({kind: 'file', path: 'a'})).toEqual({status: 'answered', body: 'ä text\n'});
	});

	it('gives files of /proc, which claim to be empty', async () => {
		const reply = await createFileReader({})({kind: 'file', path: '/proc/self/status'});
		expect(reply).toMatchObject({body: expect.stringMatching(/^Name:\t/)});
		const end = await createFileReader({})({kind: 'file', path: '/proc/self/mounts', tail: 20});
		expect(end.status === 'answered' && end.body.length).toBe(20);
	});

	it('gives what the kernel has at hand in place', async () => {
		const files = createFileReader({byteLimit: 5000});
		const hostname = await files({kind: 'file', path: '/proc/sys/kernel/hostname'});
		expect(hostname).toEqual({status: 'answered', body: readFileSync('/proc/sys/kernel/hostname', 'utf8')});
		expect(await files({kind: 'file', path: '/proc/net/no-such'})).toMatchObject({reason: 'not-found'});
		expect(await files({kind: 'file', path: '/proc/kallsyms'})).toMatchObject({reason: 'too-large'});
		expect(await files({kind: 'file', path: '/proc/sys/net'})).toMatchObject({reason: 'refused'});
		expect(await files({kind: 'file', path: '/proc/sys/net/ipv4/route/flush'})).toMatchObject({
			status: 'unanswered',
			reason: 'denied',
		});
	});

	it('gives the end, not beginning inside of a character', async () => {
		await writeFile(join(root, 'log'), `${'x'.repeat(200_000)}ä1234`);
		expect(await read({kind: 'file', path: 'log', tail: 4})).toMatchObject({body: '1234'});
		expect(await read({kind: 'file', path: 'log', tail: 5})).toMatchObject({body: '1234'});
		expect(await read({kind: 'file', path: 'log', tail: 6})).toMatchObject({body: 'ä1234'});
		expect(await read({kind: 'file', path: 'log', tail: 4}, 100)).toMatchObject({body: '1234'});
		await writeFile(join(root, 'short'), 'abc');
		expect(await read({kind: 'file', path: 'short', tail: 100})).toMatchObject({body: 'abc'});
	});

	it('is too large beyond the limit, also when it is sparse', async () => {
		await writeFile(join(root, 'exact'), 'x'.repeat(100));
		expect(await read({kind: 'file', path: 'exact'}, 100)).toMatchObject({status: 'answered'});
		await appendFile(join(root, 'exact'), 'y');
		expect(await read({kind: 'file', path: 'exact'}, 100)).toMatchObject({
			reason: 'too-large',
			detail: expect.stringContaining('more than 100 bytes'),
		});
		await truncate(join(root, 'exact'), 1024 ** 4);
		expect(await read({kind: 'file', path: 'exact'})).toMatchObject({reason: 'too-large'});
		expect(await read({kind: 'file', path: 'exact', tail: 3})).toMatchObject({body: '\0\0\0'});
	});

	it('is never a FIFO, a device or a directory, and does not wait for one', async () => {
		execFileSync('mkfifo', [join(root, 'pipe')]);
		expect(await read({kind: 'file', path: 'pipe'})).toMatchObject({
			reason: 'refused',
			detail: expect.stringContaining('expected a regular file, got a device or FIFO'),
		});
		expect(await read({kind: 'file', path: '.'})).toMatchObject({reason: 'refused'});
		const device = await createFileReader({})({kind: 'file', path: '/dev/null'});
		expect(device).toMatchObject({reason: 'refused'});
	});

	it('that is not there is not found, also below a file', async () => {
		await writeFile(join(root, 'a'), '');
		expect(await read({kind: 'file', path: 'none'})).toMatchObject({
			reason: 'not-found',
			detail: `${join(root, 'none')}: no such file`,
		});
		expect(await read({kind: 'file', path: 'a/b'})).toMatchObject({reason: 'not-found'});
	});

	it('that the kernel refuses to give says why', async () => {
		const reply = await createFileReader({})({kind: 'file', path: '/proc/self/mem'});
		expect(reply).toMatchObject({
			reason: 'refused',
			detail: '/proc/self/mem: input/output error',
		});
	});

	itIf(process.geteuid?.() !== 0, 'root may read every file')('that may not be read is denied', async () => {
		await writeFile(join(root, 'a'), '', {mode: 0});
		expect(await read({kind: 'file', path: 'a'})).toMatchObject({reason: 'denied'});
	});
});

describe('metadata', () => {
	it('lists a directory byte by byte, links with what they point to', async () => {
		await writeFile(join(root, 'b'), 'four', {mode: 0o640});
		await mkdir(join(root, 'ä'), {mode: 0o755});
		await mkdir(join(root, 'Z'), {mode: 0o750});
		await symlink('b', join(root, 'a'));
		await symlink('/no/such', join(root, 'c'));
		const entries = jsonOf(await read({kind: 'directory', path: '.'}));
		expect(entries).toMatchObject([
			{name: 'Z', type: 'directory', mode: 0o750},
			{name: 'a', type: 'symlink', mode: 0o640, size: 4},
			{name: 'b', type: 'file', mode: 0o640, size: 4, modified: expect.any(Number)},
			{name: 'c', type: 'symlink', mode: 0o777},
			{name: 'ä', type: 'directory'},
		]);
	});

	it('tells a directory that is not there from one that is empty', async () => {
		expect(await read({kind: 'directory', path: 'none'})).toMatchObject({reason: 'not-found'});
		expect(await read({kind: 'directory', path: '.'})).toEqual({status: 'answered', body: '[]'});
	});

	it('reads links', async () => {
		await symlink('../data/v1', join(root, 'bin'));
		await writeFile(join(root, 'a'), '');
		expect(await read({kind: 'symlink', path: 'bin'})).toEqual({status: 'answered', body: '../data/v1'});
		expect(await read({kind: 'symlink', path: 'a'})).toMatchObject({reason: 'refused'});
		expect(await read({kind: 'symlink', path: 'none'})).toMatchObject({reason: 'not-found'});
	});

	it('tells what a path is, links with what they point to', async () => {
		await writeFile(join(root, 'a'), 'abc');
		await chmod(join(root, 'a'), 0o4755);
		await symlink('a', join(root, 'link'));
		const status = jsonOf(await read({kind: 'stat', path: 'a'})) as FileStatus;
		expect(status).toMatchObject({type: 'file', mode: 0o4755, size: 3, uid: process.getuid?.()});
		expect(Math.abs((status.modified ?? 0) - Date.now() / 1000)).toBeLessThan(60);
		expect(jsonOf(await read({kind: 'stat', path: 'link'}))).toMatchObject({
			type: 'symlink',
			mode: 0o4755,
			size: 3,
		});
		expect(await read({kind: 'stat', path: 'none'})).toMatchObject({reason: 'not-found'});
	});

	it('tells the room of a file system', async () => {
		const usage = jsonOf(await read({kind: 'filesystem', path: '.'})) as Record<string, number>;
		expect(Object.keys(usage).sort()).toEqual(['available', 'inodes', 'inodesFree', 'size']);
		expect(usage.size).toBeGreaterThan(usage.available ?? Number.POSITIVE_INFINITY);
	});
});

describe('a host root', () => {
	it.each([
		['/etc/hosts', '/etc/hosts'],
		['/absolute', '/etc/hosts'],
		['/relative', '/etc/hosts'],
		['/climbing', '/etc/hosts'],
		['/through/hosts', '/etc/hosts'],
		['/chain', '/etc/hosts'],
		['/none/below', '/none/below'],
		['/', ''],
		['/proc/net/dev', '/proc/1/net/dev'],
	])('finds %s at %s inside of itself', async (path, expected) => {
		await mkdir(join(root, 'etc'));
		await writeFile(join(root, 'etc/hosts'), 'of the node');
		await symlink('/etc/hosts', join(root, 'absolute'));
		await symlink('etc/./hosts', join(root, 'relative'));
		await symlink('../../../../../etc/hosts', join(root, 'climbing'));
		await symlink('/etc', join(root, 'through'));
		await symlink('/absolute', join(root, 'chain'));
		expect(await locate(path, {hostRoot: root})).toBe(join(root, expected));
	});

	it('looks at a link itself when asked to', async () => {
		await symlink('/etc', join(root, 'link'));
		expect(await locate('/link', {hostRoot: root, followLast: false})).toBe(join(root, 'link'));
	});

	it('does not turn in circles', async () => {
		await symlink('/b', join(root, 'a'));
		await symlink('/a', join(root, 'b'));
		const reply = await createFileReader({hostRoot: root})({kind: 'file', path: '/a'});
		expect(reply).toMatchObject({reason: 'refused', detail: '/a: more than 40 symbolic links'});
	});

	it('is used for everything that is read', async () => {
		await mkdir(join(root, 'etc/cni/net.d'), {recursive: true});
		await writeFile(join(root, 'etc/cni/net.d/10.conflist'), '{}', {mode: 0o600});
		await symlink('/etc/cni/net.d/10.conflist', join(root, 'etc/cni/net.d/link'));
		const files = createFileReader({hostRoot: root});
		expect(await files({kind: 'file', path: '/etc/cni/net.d/link'})).toMatchObject({body: '{}'});
		expect(jsonOf(await files({kind: 'directory', path: '/etc/cni/net.d'}))).toMatchObject([
			{name: '10.conflist', size: 2},
			{name: 'link', type: 'symlink', size: 2, mode: 0o600},
		]);
		expect(await files({kind: 'symlink', path: '/etc/cni/net.d/link'})).toMatchObject({
			body: '/etc/cni/net.d/10.conflist',
		});
		expect(jsonOf(await files({kind: 'stat', path: '/etc/cni/net.d/link'}))).toMatchObject({size: 2});
	});

	it('without one leaves paths to the kernel, except inside of containers', async () => {
		expect(await locate('/var/run/x')).toBe('/var/run/x');
		await mkdir(join(root, 'run'));
		await symlink('/run', join(root, 'link'));
		// A process whose root is that of this machine: an absolute link stays below it.
		expect(await locate(`/proc/self/root${root}/link/x`)).toBe('/proc/self/root/run/x');
	});

	it('tells whether its namespaces are ours', async () => {
		expect(await sharesNamespace('net')).toBe(true);
		expect(await sharesNamespace('net', root)).toBe(false);
	});
});

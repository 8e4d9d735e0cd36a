import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {pendingWork} from '../../src/host/deadline.ts';
import {createFileReader} from '../../src/host/files.ts';
import {createMounts} from '../../src/host/mounts.ts';

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'netdoctor-'));
	await mkdir(join(root, 'data'));
	await writeFile(join(root, 'data/a'), 'text');
	await symlink('data', join(root, 'link'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

const line = (point: string, type: string): string =>
	`63 43 0:39 / ${point} rw,relatime shared:1 master:2 - ${type} server:/x rw`;

/** A mount of that type at `data`, and how often it was asked. */
const mountsOf = (type: string, isAnswering: boolean) => {
	const asked: string[] = [];
	const mounts = createMounts({
		mountinfo: [line('/', 'ext4'), line(join(root, 'data'), type), ''].join('\n'),
		isAnswering: async point => {
			asked.push(point);
			return isAnswering;
		},
	});
	return {mounts, asked};
};
const hang = (): Promise<never> => new Promise(() => undefined);

describe('a file system that does not answer', () => {
	it.each(['nfs4', 'nfs', 'cifs', 'fuse.sshfs', 'fuse', 'ceph'])(
		'%s is asked once, and never read',
		async type => {
			const {mounts, asked} = mountsOf(type, false);
			const files = createFileReader({mounts});
			const reply = {
				status: 'unanswered',
				reason: 'timed-out',
				detail: expect.stringMatching(
					new RegExp(`/data/a: the ${type} file system at .*/data does not answer$`),
				),
			};
			expect(await files({kind: 'file', path: join(root, 'data/a')})).toEqual(reply);
			expect(await files({kind: 'stat', path: join(root, 'data/a')})).toEqual(reply);
			expect(await files({kind: 'file', path: join(root, 'link/a')})).toMatchObject({reason: 'timed-out'});
			expect(asked).toEqual([join(root, 'data')]);
		},
	);

	it('is known below a host root too, also behind a link', async () => {
		const files = createFileReader({hostRoot: root, mounts: mountsOf('nfs4', false).mounts});
		expect(await files({kind: 'file', path: '/link/a'})).toMatchObject({reason: 'timed-out'});
		expect(await files({kind: 'directory', path: '/'})).toMatchObject({status: 'answered'});
	});

	it.each([
		['nfs4', 1],
		['ext4', 0],
		['tmpfs', 0],
	])('%s that answers is read', async (type, times) => {
		const {mounts, asked} = mountsOf(type, true);
		const files = createFileReader({mounts});
		expect(await files({kind: 'file', path: join(root, 'link/a')})).toEqual({
			status: 'answered',
			body: 'text',
		});
		expect(asked).toHaveLength(times);
	});

	it('is left alone after the first read that hangs, and costs at most two threads', async () => {
		const {mounts} = mountsOf('ext4', true);
		let started = 0;
		const work = (): Promise<never> => {
			started += 1;
			return hang();
		};
		const reads = Array.from({length: 5}, () => mounts.during(join(root, 'data/a'), work, 30));
		const results = await Promise.allSettled(reads);
		expect(results.map(({status}) => status)).toEqual(Array(5).fill('rejected'));
		expect(started).toBe(2);
		await expect(mounts.during(join(root, 'database'), async () => 'beside it', 30)).resolves.toBe(
			'beside it',
		);
		expect(pendingWork()).toBeInstanceOf(Promise);
	});

	it('is found by its longest mount point, of several at one point the last', async () => {
		const mounts = createMounts({
			mountinfo: [
				line('/srv', 'nfs4'),
				line('/srv/a\\040b', 'tmpfs'),
				line('/opt', 'nfs4'),
				line('/opt', 'xfs'),
			].join('\n'),
			isAnswering: async () => false,
		});
		await expect(mounts.check('/srv/c')).rejects.toThrow('/srv');
		await expect(mounts.check('/srv/a b/c')).resolves.toBeUndefined();
		await expect(mounts.check('/opt/x')).resolves.toBeUndefined();
	});
});

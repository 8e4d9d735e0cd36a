import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {acquireLock} from '../../src/schedule/lock.ts';
import {root} from '../tree.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-lock-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const locks = (): readonly string[] => readdirSync(folder).filter(name => name.startsWith('lock.'));

/** Another process that takes the lock, tells what it got, and goes on for a while when it has it. */
const holder = (milliseconds: number) => {
	const program = `
		const {acquireLock} = await import(${JSON.stringify(`${root}dist/src/schedule/lock.js`)});
		const {appendFileSync} = await import('node:fs');
		const lock = await acquireLock(${JSON.stringify(folder)});
		console.log(lock.status);
		if (lock.status === 'held') {
			appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'in ' + process.pid + '\\n');
			await new Promise(resolve => setTimeout(resolve, ${milliseconds}));
			appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'out ' + process.pid + '\\n');
			await lock.release();
		}`;
	return spawn(process.execPath, ['--input-type=module', '-e', program], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
};
const told = async (child: ReturnType<typeof holder>): Promise<string> =>
	String((await once(child.stdout, 'data'))[0]).trim();

describe('the lock', () => {
	it('is free, then held, then free again', async () => {
		const lock = await acquireLock(folder);
		expect(lock.status).toBe('held');
		expect(locks()).toHaveLength(1);
		await (lock.status === 'held' ? lock.release() : undefined);
		expect(locks()).toEqual([]);
	});

	it('dies with its process, also by SIGKILL', async () => {
		const child = holder(60_000);
		expect(await told(child)).toBe('held');
		expect(await acquireLock(folder)).toEqual({status: 'busy', holder: child.pid});
		child.kill('SIGKILL');
		await once(child, 'close');
		expect((await acquireLock(folder)).status).toBe('held');
		expect(locks()).toHaveLength(1);
	});

	it('is never held by two that start together', async () => {
		const children = Array.from({length: 6}, () => holder(300));
		const results = await Promise.all(children.map(told));
		await Promise.all(children.map(child => (child.exitCode === null ? once(child, 'close') : undefined)));
		expect(results).toContain('held');
		const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
		expect(lines.length).toBe(2 * results.filter(result => result === 'held').length);
		lines.forEach((line, index) => {
			expect(line).toMatch(index % 2 === 0 ? /^in / : /^out /);
		});
	});

	it('is not held by what another start of the machine, or another process of this pid, left', async () => {
		writeFileSync(join(folder, `lock.${process.ppid}.1.${'0'.repeat(8)}`), '');
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		writeFileSync(join(folder, `lock.${process.ppid}.1.${boot}`), '');
		expect((await acquireLock(folder)).status).toBe('held');
		expect(locks()).toHaveLength(1);
	});

	it('says why there is none where none can be made', async () => {
		expect(await acquireLock(join(folder, 'missing'))).toMatchObject({
			status: 'failed',
			why: expect.stringContaining('ENOENT'),
		});
	});
});

import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compare} from '../../src/schedule/changes.ts';
import {
	prepareStateDirectory,
	readLastReport,
	readState,
	storeReport,
	storeState,
} from '../../src/schedule/state.ts';
import {removeTemporaryFiles} from '../../src/write-file.ts';
import {itIf} from '../only-if.ts';
import {reportOf} from '../render/hostile.ts';
import {root} from '../tree.ts';

let folder: string;
beforeEach(() => {
	folder = join(mkdtempSync(join(tmpdir(), 'rke2-netdoctor-state-')), 'state');
});
afterEach(() => rmSync(join(folder, '..'), {recursive: true}));

const sick = await reportOf('canal-agent-sick');
const {state, report} = compare(undefined, sick);
const modeOf = (name: string): number => statSync(join(folder, name)).mode & 0o7777;

describe('the stored state', () => {
	it('is read as it was written, by its owner only', async () => {
		expect(await readState(folder)).toBeUndefined();
		expect(await prepareStateDirectory(folder)).toBeUndefined();
		expect([await storeState(folder, state), await storeReport(folder, report)]).toEqual([
			undefined,
			undefined,
		]);
		expect(await readState(folder)).toEqual(state);
		expect(await readLastReport(folder)).toEqual(report);
		expect(['', 'state.json', 'report.json'].map(modeOf)).toEqual([0o700, 0o600, 0o600]);
	});

	it('lets read the report whoever may enter its folder, and nothing else', async () => {
		await prepareStateDirectory(folder);
		chmodSync(folder, 0o750);
		await storeState(folder, state);
		await storeReport(folder, report);
		expect(['state.json', 'report.json'].map(modeOf)).toEqual([0o600, 0o640]);
	});

	it.each([
		['state.json', '{"format":1,"lastRun', readState],
		['state.json', '{"format":2}', readState],
		['state.json', '[]', readState],
		['report.json', '', readLastReport],
		['report.json', '{"schemaVersion":"1.0.0"}', readLastReport],
		['report.json', '{"schemaVersion":"2.0.0"}', readLastReport],
	] as const)('is not believed when damaged: %s %s', async (name, text, read) => {
		await prepareStateDirectory(folder);
		writeFileSync(join(folder, name), text);
		await expect(read(folder)).rejects.toThrow(`${join(folder, name)} is damaged`);
	});

	it('says that nothing was stored yet', async () => {
		await expect(readLastReport(folder)).rejects.toThrow('has not run yet');
	});

	it('is whole after SIGKILL at any moment, and what was left is cleared away', async () => {
		await prepareStateDirectory(folder);
		const program = `
			const {writeFile} = await import(${JSON.stringify(`${root}dist/src/write-file.js`)});
			for (let round = 0; ; round += 1) {
				await writeFile(${JSON.stringify(join(folder, 'state.json'))}, JSON.stringify({round, fill: 'x'.repeat(3e6), end: round}), 0o600);
				if (round === 0) console.log('going');
			}`;
		for (let attempt = 0; attempt < 8; attempt += 1) {
			const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			await once(child.stdout, 'data');
			await sleep(attempt * 7);
			child.kill('SIGKILL');
			await once(child, 'close');
			const {round, end} = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'));
			expect(end).toBe(round);
		}
		await removeTemporaryFiles(folder);
		expect(readdirSync(folder)).toEqual(['state.json']);
	}, 60_000);

	const canMount =
		process.getuid?.() === 0 &&
		spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'x', '/mnt']).status === 0;
	itIf(canMount, 'mounting a small file system needs root')('stays the old one on a full disk', () => {
		const script = `
			set -e
			mkdir -p "$1"; mount -t tmpfs -o size=256k none "$1"
			"$2" "$3" check -q --state-dir "$1" -o short > /dev/null || true
			cp "$1/state.json" "$1.before"
			dd if=/dev/zero of="$1/fill" bs=4k 2>/dev/null || true
			sed -i s/x/x/ "$1.before"
			set +e
			"$2" "$3" check -q --state-dir "$1" --report "json=$1/copy" -o short; echo "exit $?"
			cmp "$1/state.json" "$1.before" && echo same
			ls -A "$1"`;
		const {stdout, stderr} = spawnSync(
			'unshare',
			['--mount', 'sh', '-c', script, 'sh', folder, process.execPath, join(root, 'bin/rke2-netdoctor.js')],
			{encoding: 'utf8'},
		);
		expect(stdout).toMatch(/^exit 73\nsame$/m);
		expect(stdout.trim().split('\n').slice(-3)).toEqual(['fill', 'report.json', 'state.json']);
		expect(stderr).toMatch(/no space|ENOSPC/i);
		expect(existsSync(folder)).toBe(true);
	});
});

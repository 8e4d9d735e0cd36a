import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {
	cronFile,
	intervals,
	nextRun,
	offsetOf,
	type Schedule,
	serviceUnit,
	timerUnit,
} from '../../src/schedule/units.ts';
import {hasTool, itIf} from '../only-if.ts';

const schedule: Schedule = {
	command: ['/usr/bin/env', 'true', 'check', '--quiet'],
	every: 10,
	hostName: 'node-2',
	stateDirectory: '/var/lib/rke2-netdoctor',
	writes: [],
};
const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-units-'));
afterAll(() => rmSync(folder, {recursive: true}));

const variants: Readonly<Record<string, Schedule>> = {
	plain: schedule,
	hourly: {...schedule, every: 60},
	'with a group, a state and outputs elsewhere': {
		...schedule,
		group: 'root',
		stateDirectory: '/srv/state',
		writes: ['/var/lib/node_exporter', '/srv/with space'],
	},
	'with strange words': {
		...schedule,
		command: ['/usr/bin/env', 'a b', '100%', '$HOME', '"quoted"', "it's", 'back\\slash'],
	},
};

describe('the systemd units', () => {
	itIf(hasTool('systemd-analyze'), 'systemd-analyze is not installed').each(Object.entries(variants))(
		'are what systemd-analyze verifies without a remark: %s',
		(_, variant) => {
			const paths = ['rke2-netdoctor.service', 'rke2-netdoctor.timer'].map(name => join(folder, name));
			writeFileSync(paths[0] ?? '', serviceUnit(variant));
			writeFileSync(paths[1] ?? '', timerUnit(variant));
			const {status, stdout, stderr} = spawnSync('systemd-analyze', ['verify', ...paths], {
				encoding: 'utf8',
				env: {PATH: process.env.PATH, SYSTEMD_LOG_LEVEL: 'warning'},
			});
			const remarks = `${stdout}${stderr}`.split('\n').filter(line => line.includes('rke2-netdoctor'));
			expect({status, remarks}).toEqual({status: 0, remarks: []});
		},
	);

	itIf(hasTool('systemd-analyze'), 'systemd-analyze is not installed')('run when they say', () => {
		const [, when = ''] = /OnCalendar=(.*)/.exec(timerUnit(schedule)) ?? [];
		const {stdout} = spawnSync('systemd-analyze', ['calendar', '--iterations=3', when], {
			encoding: 'utf8',
			env: {PATH: process.env.PATH, TZ: 'UTC'},
		});
		const times = [...stdout.matchAll(/(\d\d):(\d\d):(\d\d) UTC/g)].map(
			([, , minute, second]) => Number(minute) * 60 + Number(second),
		);
		expect(times.length).toBeGreaterThanOrEqual(3);
		expect(new Set(times.map(time => time % 600))).toEqual(new Set([offsetOf(schedule)]));
	});

	it('count no sick network as a failed unit', () => {
		expect(serviceUnit(schedule)).toContain('\nSuccessExitStatus=1 2 3 75\n');
	});

	it('pass words on as they are, whatever systemd would make of them', () => {
		const [line] = /^ExecStart=.*$/m.exec(serviceUnit(variants['with strange words'] as Schedule)) ?? [];
		expect(line).toBe(
			String.raw`ExecStart=/usr/bin/env "a b" 100%% $$HOME "\"quoted\"" "it's" "back\\slash"`,
		);
	});
});

describe('the cron file', () => {
	it('is one line for a shell that gets every word as it is', () => {
		const words = ['printf', '%s|', 'a b', '100%', '$HOME', '"q"', "it's", 'x'] as const;
		const lines = cronFile({...schedule, command: words})
			.trimEnd()
			.split('\n');
		const line = lines.at(-1) ?? '';
		expect(line).toMatch(/^\d-59\/10 \* \* \* \* root sleep \d+; /);
		// cron(8) makes a line break of a percent sign, unless it is escaped.
		expect(line).not.toMatch(/(?<!\\)%/);
		const command = line.replaceAll('\\%', '%').replace(/^.*ionice -c 3 /, '');
		expect(spawnSync('sh', ['-c', command], {encoding: 'utf8'}).stdout).toBe('a b|100%|$HOME|"q"|it\'s|x|');
	});
});

describe('when a node runs', () => {
	it('is spread evenly over the interval by host name', () => {
		const offsets = Array.from({length: 5000}, (_, index) =>
			offsetOf({hostName: `node-${index}`, every: 10}),
		);
		const buckets = Array.from(
			{length: 10},
			(_, minute) => offsets.filter(offset => Math.floor(offset / 60) === minute).length,
		);
		expect(Math.min(...buckets)).toBeGreaterThan(400);
		expect(Math.max(...buckets)).toBeLessThan(600);
		expect(offsetOf({hostName: 'node-2', every: 10})).toBe(offsetOf(schedule));
	});

	it.each(intervals.flatMap(every => [timerUnit, cronFile].map(file => [Number(every), file] as const)))(
		'is told by its file: every %i minutes',
		(every, file) => {
			const own = {...schedule, every};
			const now = new Date('2026-11-22T17:59:59.500Z');
			const next = nextRun(file(own), now);
			expect((next?.getTime() ?? 0) - now.getTime()).toBeGreaterThan(0);
			expect((next?.getTime() ?? 0) - now.getTime()).toBeLessThanOrEqual(every * 60_000);
			expect(((next?.getMinutes() ?? 0) * 60 + (next?.getSeconds() ?? 0)) % (every * 60)).toBe(offsetOf(own));
		},
	);

	it('is not told by a file of another kind', () => {
		expect(nextRun('0 5 * * * root /usr/bin/something\n', new Date())).toBeUndefined();
	});
});

import {existsSync, readFileSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {command, file, http, type Request} from '../../src/core/request.ts';
import {createLocalHost, type LocalHostOptions} from '../../src/host/local.ts';
import {itIf} from '../only-if.ts';

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'netdoctor-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

const put = async (path: string, script: string, mode = 0o755): Promise<void> => {
	await writeFile(path, `#!/bin/sh\n${script}\n`);
	await chmod(path, mode);
};
const tool = (name: string, script: string, mode?: number): Promise<void> =>
	put(join(directory, name), script, mode);
const hostWith = (options: Partial<LocalHostOptions> = {}) =>
	createLocalHost({
		dataDirectory: async () => join(directory, 'rke2'),
		toolDirectories: [directory],
		...options,
	});

const getenforce = command('getenforce');
const conntrack = command('conntrack', '-S');

/** A zombie has ended too: whoever adopted it has not asked yet. */
const isRunning = (pid: number): boolean => {
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
};
const pidIn = async (name: string): Promise<number> => Number(await readFile(join(directory, name), 'utf8'));
const whenWritten = async (name: string): Promise<number> => {
	while (!existsSync(join(directory, name)) || !(await pidIn(name))) {
		await sleep(10);
	}
	return pidIn(name);
};

describe('commands', () => {
	it('answer with output and what was said besides', async () => {
		await tool('getenforce', 'echo Enforcing; echo careful >&2');
		expect(await hostWith().read(getenforce)).toEqual({
			status: 'answered',
			body: 'Enforcing\n',
			stderr: 'careful\n',
		});
	});

	it('run with exactly the given environment, in /, with nothing to read, in a group of their own', async () => {
		process.env.NETDOCTOR_LEAK = '1';
		await tool(
			'getenforce',
			`tr '\\0' '\\n' </proc/$$/environ; readlink /proc/$$/cwd /proc/$$/fd/0; cut -d' ' -f5 /proc/$$/stat | sed "s/^$$\\$/own group/"`,
		);
		const reply = await hostWith().read(getenforce);
		delete process.env.NETDOCTOR_LEAK;
		expect(reply).toMatchObject({
			body: [
				'PATH=/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin:/usr/local/bin',
				'LC_ALL=C',
				'SYSTEMD_PAGER=',
				'SYSTEMD_COLORS=0',
				'/',
				'/dev/null',
				'own group',
				'',
			].join('\n'),
		});
	});

	it('that fail keep their output, code and first words', async () => {
		await tool('getenforce', 'echo partly; echo "first line" >&2; echo second >&2; exit 3');
		expect(await hostWith().read(getenforce)).toEqual({
			status: 'unanswered',
			reason: 'exit-code',
			detail: 'getenforce: exit code 3: first line',
			code: 3,
			body: 'partly\n',
		});
	});

	it('that crash say by which signal', async () => {
		await tool('getenforce', 'kill -SEGV $$');
		expect(await hostWith().read(getenforce)).toMatchObject({
			reason: 'exit-code',
			detail: 'getenforce: ended by SIGSEGV',
		});
	});

	it('that are not installed are not found, and those that cannot start are refused', async () => {
		expect(await hostWith().read(getenforce)).toEqual({
			status: 'unanswered',
			reason: 'not-found',
			detail: `getenforce is not installed: looked in ${directory}`,
		});
		await writeFile(join(directory, 'getenforce'), 'text without a first line', {mode: 0o644});
		expect(await hostWith().read(getenforce)).toMatchObject({reason: 'denied'});
		await writeFile(join(directory, 'getenforce'), '#!/no/such/interpreter\n');
		await chmod(join(directory, 'getenforce'), 0o755);
		expect(await hostWith().read(getenforce)).toMatchObject({status: 'unanswered', reason: 'not-found'});
	});

	itIf(process.geteuid?.() === 0, 'only root refuses tools that others may write')(
		'are not run as root when others may write them',
		async () => {
			await tool('getenforce', 'echo Enforcing', 0o777);
			expect(await hostWith().read(getenforce)).toMatchObject({
				reason: 'refused',
				detail: expect.stringContaining('others may write'),
			});
			await tool('getenforce', 'echo Enforcing');
			await chmod(directory, 0o777);
			expect(await hostWith().read(getenforce)).toMatchObject({reason: 'refused'});
		},
	);

	it('outside of the grammar are refused without being looked for', async () => {
		await tool('ip', `touch ${directory}/ran`);
		expect(await hostWith().read(command('ip', 'link', 'set', 'eth0', 'down'))).toMatchObject({
			reason: 'refused',
		});
		expect(existsSync(join(directory, 'ran'))).toBe(false);
	});

	it('about a device that is not there are not run: the kernel could load its module', async () => {
		await tool('ethtool', `touch ${directory}/ran`);
		expect(await hostWith().read(command('ethtool', '-k', 'no-such-dev'))).toEqual({
			status: 'unanswered',
			reason: 'not-found',
			detail: 'there is no device no-such-dev',
		});
		expect(existsSync(join(directory, 'ran'))).toBe(false);
	});
});

describe('limits', () => {
	it('leave nothing of a command that ignores SIGTERM and has children', async () => {
		const script = `trap '' TERM; (sleep 60 & echo $! >${directory}/grandchild; wait) & echo $$ >${directory}/child; while :; do sleep 1; done`;
		await tool('getenforce', script);
		const host = hostWith({commandTimeoutMs: 400, killAfterMs: 200});
		expect(await host.read(getenforce)).toEqual({
			status: 'unanswered',
			reason: 'timed-out',
			detail: 'getenforce: no end within 400 ms',
		});
		await sleep(50);
		expect(isRunning(await pidIn('child'))).toBe(false);
		expect(isRunning(await pidIn('grandchild'))).toBe(false);
	});

	it('leave nothing when only the grandchild ignores SIGTERM', async () => {
		await tool(
			'getenforce',
			`(trap '' TERM; sleep 60 & echo $! >${directory}/grandchild; wait) >/dev/null 2>&1 & wait`,
		);
		const started = performance.now();
		await hostWith({commandTimeoutMs: 400, killAfterMs: 5000}).read(getenforce);
		expect(performance.now() - started).toBeLessThan(3000);
		await sleep(50);
		expect(isRunning(await pidIn('grandchild'))).toBe(false);
	});

	it('give up on what cannot be killed, and name it', async () => {
		await tool('getenforce', `setsid sh -c 'echo $$ >${directory}/runaway; exec sleep 60'`);
		const started = performance.now();
		const reply = await hostWith({commandTimeoutMs: 300, killAfterMs: 200}).read(getenforce);
		const runaway = await pidIn('runaway');
		expect(reply).toMatchObject({
			reason: 'timed-out',
			detail: expect.stringMatching(
				/^getenforce: no end within 300 ms; process \d+ does not end and is left behind$/,
			),
		});
		expect(performance.now() - started).toBeLessThan(3000);
		process.kill(runaway, 'SIGKILL');
	});

	it('end a flood of output', async () => {
		await tool(
			'getenforce',
			`echo $$ >${directory}/child; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done`,
		);
		const reply = await hostWith({outputLimit: 10_000}).read(getenforce);
		expect(reply).toEqual({
			status: 'unanswered',
			reason: 'too-large',
			detail: 'getenforce: more than 10000 bytes of output',
		});
		expect(isRunning(await pidIn('child'))).toBe(false);
	});

	it('let pass exactly as much as is allowed, and any amount of warnings', async () => {
		await tool('getenforce', `printf 0123456789; head -c 300000 /dev/zero | tr '\\0' w >&2`);
		const reply = await hostWith({outputLimit: 10}).read(getenforce);
		expect(reply).toMatchObject({status: 'answered', body: '0123456789', stderr: 'w'.repeat(64 * 1024)});
		await tool('conntrack', 'printf 0123456789a');
		expect(await hostWith({outputLimit: 10}).read(conntrack)).not.toMatchObject({status: 'answered'});
	});

	it('run so many at a time and all in the end', async () => {
		await tool('getenforce', `mkdir ${directory}/turn || exit 9; sleep 0.05; rmdir ${directory}/turn`);
		const host = hostWith({concurrency: 1});
		const replies = await Promise.all(Array.from({length: 6}, () => host.read(getenforce)));
		expect(replies.map(({status}) => status)).toEqual(Array(6).fill('answered'));
		const together = hostWith({concurrency: 6});
		const clashing = await Promise.all(Array.from({length: 6}, () => together.read(getenforce)));
		expect(clashing.some(({status}) => status === 'unanswered')).toBe(true);
	});

	it('kill every child when the run ends, and start no more', async () => {
		await tool('getenforce', `trap '' TERM; echo $$ >${directory}/child; sleep 60`);
		const ending = new AbortController();
		const started: string[] = [];
		const host = hostWith({
			signal: ending.signal,
			concurrency: 1,
			onChild: ({argv}) => started.push(argv.join(' ')),
		});
		const replies = [host.read(getenforce), host.read(getenforce)];
		const child = await whenWritten('child');
		ending.abort();
		expect(await Promise.all(replies)).toEqual(
			Array(2).fill({
				status: 'unanswered',
				reason: 'timed-out',
				detail: 'the run ended before this was read',
			}),
		);
		expect(isRunning(child)).toBe(false);
		expect(await host.read(file('/proc/self/stat'))).toMatchObject({reason: 'timed-out'});
		expect(started).toEqual(['getenforce']);
	});

	it('enter at most 8 pods', async () => {
		await tool('nsenter', 'echo "$*"');
		await tool('ip', 'exit 1');
		const host = hostWith();
		const enter = (pid: number): Request =>
			command('nsenter', `--net=/proc/${pid}/ns/net`, 'ip', '-j', 'addr', 'show');
		const replies = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 1].map(pid => host.read(enter(pid))));
		expect(replies.map(({status}) => status)).toEqual([
			...Array(8).fill('answered'),
			'unanswered',
			'answered',
		]);
		expect(replies[0]).toMatchObject({body: `--net=/proc/1/ns/net ${directory}/ip -j addr show\n`});
	});
});

describe('tools of RKE2', () => {
	const crictl = command('crictl', 'pods', '-o', 'json');
	const script = 'echo "$*"; echo "CRI_CONFIG_FILE=$CRI_CONFIG_FILE"';

	it('are found in the data directory, which is asked for only then', async () => {
		await mkdir(join(directory, 'rke2/bin'), {recursive: true});
		await put(join(directory, 'rke2/bin/crictl'), script);
		await tool('getenforce', 'echo Enforcing');
		let asked = 0;
		const host = hostWith({
			dataDirectory: async () => {
				asked += 1;
				return join(directory, 'rke2');
			},
		});
		await host.read(getenforce);
		expect(asked).toBe(0);
		expect(await host.read(crictl)).toMatchObject({
			body: '--timeout 4s --runtime-endpoint unix:///run/k3s/containerd/containerd.sock pods -o json\nCRI_CONFIG_FILE=\n',
		});
		expect(asked).toBeGreaterThan(0);
	});

	it('use the configuration that RKE2 wrote', async () => {
		await mkdir(join(directory, 'rke2/bin'), {recursive: true});
		await mkdir(join(directory, 'rke2/agent/etc'), {recursive: true});
		await put(join(directory, 'rke2/bin/crictl'), script);
		await writeFile(join(directory, 'rke2/agent/etc/crictl.yaml'), '');
		expect(await hostWith().read(crictl)).toMatchObject({
			body: `--timeout 4s pods -o json\nCRI_CONFIG_FILE=${directory}/rke2/agent/etc/crictl.yaml\n`,
		});
	});

	it('start nothing inside of a container in a scheduled or passive run', async () => {
		await mkdir(join(directory, 'rke2/bin'), {recursive: true});
		await put(join(directory, 'rke2/bin/crictl'), script);
		const id = '0dc5a1b2c3d4';
		const ctl = '/var/run/calico/bird.ctl';
		for (const exec of [
			command('crictl', 'exec', id, 'calico-node', '-felix-ready'),
			command('crictl', 'exec', id, 'cilium-dbg', 'status', '-o', 'json'),
			command('crictl', 'exec', id, 'birdcl', '-v', '-r', '-s', ctl, 'show', 'protocols', 'all'),
			command('crictl', 'exec', id, 'birdcl', '-v', '-r', '-s', ctl, 'show', 'route', 'export', 'kernel1'),
		]) {
			expect(await hostWith({scheduled: true}).read(exec)).toMatchObject({reason: 'refused'});
			expect(await hostWith({passive: true}).read(exec)).toMatchObject({reason: 'passive'});
			expect(await hostWith().read(exec)).toMatchObject({status: 'answered'});
		}
	});
});

describe('with a host root', () => {
	it('commands that would describe another machine are not run', async () => {
		await tool('ip', 'echo "[]"');
		await tool('systemctl', 'echo Id=a');
		await mkdir(join(directory, 'root'));
		const host = hostWith({hostRoot: join(directory, 'root')});
		for (const request of [
			command('ip', '-j', '-d', 'link', 'show'),
			command('systemctl', 'show', '-p', 'Id', 'a.service'),
			command('pgrep', '-a', '-x', 'flanneld'),
			http('http://127.0.0.1:9099/readiness'),
			file('/proc/sys/net/ipv4/ip_forward'),
			{kind: 'packet', packet: 'tcp', address: '127.0.0.1', port: 1} as const,
		]) {
			expect(await host.read(request)).toMatchObject({status: 'unanswered', reason: 'dependency'});
		}
	});

	it('those of the kernel are run when the namespace is shared', async () => {
		await tool('ip', 'echo "[]"');
		await mkdir(join(directory, 'root/proc/1/ns'), {recursive: true});
		const {symlink, readlink} = await import('node:fs/promises');
		await symlink(await readlink('/proc/self/ns/net'), join(directory, 'root/proc/1/ns/net'));
		const host = hostWith({hostRoot: join(directory, 'root')});
		expect(await host.read(command('ip', '-j', '-d', 'link', 'show'))).toMatchObject({body: '[]\n'});
	});
});

describe('everything else', () => {
	it('tells the time and what was asked for', async () => {
		const host = hostWith({peers: ['node-2']});
		const clock = await host.read({kind: 'clock'});
		expect(clock).toMatchObject({
			body: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$/),
		});
		expect(await host.read({kind: 'option', name: 'peer'})).toEqual({status: 'answered', body: '["node-2"]'});
		expect(host.origin).toBe('local');
	});

	it('takes the second sample half a second after the first', async () => {
		const host = hostWith();
		const uptime = file('/proc/uptime');
		const seconds = async (request: Request): Promise<number> => {
			const reply = await host.read(request);
			return reply.status === 'answered' ? Number(reply.body.split(' ')[0]) : Number.NaN;
		};
		const first = await seconds({...uptime, sample: 'first'});
		expect((await seconds({...uptime, sample: 'last'})) - first).toBeGreaterThanOrEqual(0.49);
	});

	it('never rejects', async () => {
		const host = hostWith({dataDirectory: () => Promise.reject(new Error('no idea where'))});
		expect(await host.read(command('crictl', 'pods', '-o', 'json'))).toMatchObject({
			reason: 'refused',
			detail: 'crictl pods -o json: no idea where',
		});
		expect(await host.read({kind: 'api', path: '/readyz', select: []})).toMatchObject({reason: 'refused'});
	});
});

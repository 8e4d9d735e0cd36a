import {readdir, readFile, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** `failed`: no lock can be made, such as on a full disk; the run may go on without one. */
export type Lock =
	| {readonly status: 'held'; readonly release: () => Promise<void>}
	| {readonly status: 'busy'; readonly holder: number}
	| {readonly status: 'failed'; readonly why: string};

interface Claim {
	readonly pid: number;
	/** Clock ticks since the machine started, and which start of it: a pid alone comes again. */
	readonly started: string;
	readonly boot: string;
}

const claimName = ({pid, started, boot}: Claim): string => `lock.${pid}.${started}.${boot}`;

const claimOf = (name: string): Claim | undefined => {
	const [, pid, started, boot] = /^lock\.(\d+)\.(\d+)\.([0-9a-f-]+)$/.exec(name) ?? [];
	return pid === undefined || started === undefined || boot === undefined
		? undefined
		: {pid: Number(pid), started, boot};
};

/** Field 22 of proc(5)'s stat; the name before it may hold anything. */
const startOf = async (pid: number | 'self'): Promise<string | undefined> => {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
};

const bootOf = async (): Promise<string> =>
	(await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '0')).trim();

const attempts = 3;

/**
 * A lock that dies with its process, also by SIGKILL. Node.js offers no lock of the kernel, so each process leaves a
 * file that tells exactly who it is, then looks for others that still live: of two that start together, the later to
 * look sees the other and steps back. Both may; then chance decides on the next attempt.
 */
export const acquireLock = async (directory: string): Promise<Lock> => {
	const [started, boot] = await Promise.all([startOf('self'), bootOf()]);
	const own: Claim = {pid: process.pid, started: started ?? '0', boot};
	const path = join(directory, claimName(own));
	let holder = 0;
	for (let attempt = 0; attempt < attempts; attempt += 1) {
		try {
			await writeFile(path, '', {flag: 'wx', mode: 0o600});
		} catch (error) {
			return {status: 'failed', why: (error as Error).message};
		}
		const [other] = await othersThatLive(directory, own);
		const release = (): Promise<void> => unlink(path).catch(() => undefined);
		if (other === undefined) {
			return {status: 'held', release};
		}
		holder = other.pid;
		await release();
		await sleep(20 + Math.random() * 180);
	}
	return {status: 'busy', holder};
};

const othersThatLive = async (directory: string, own: Claim): Promise<readonly Claim[]> => {
	const claims = (await readdir(directory)).flatMap(name => claimOf(name) ?? []);
	const living: Claim[] = [];
	for (const claim of claims.filter(({pid, started}) => pid !== own.pid || started !== own.started)) {
		if (claim.boot === own.boot && (await startOf(claim.pid)) === claim.started) {
			living.push(claim);
		} else {
			// Its process is gone, and no other will ever have this name.
			await unlink(join(directory, claimName(claim))).catch(() => undefined);
		}
	}
	return living;
};

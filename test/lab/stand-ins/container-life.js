import {readFileSync, statSync} from 'node:fs';

/** A process that has ended and that nobody has waited for is gone, too. */
const isAlive = pid => {
	try {
		return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
};

/** The lab takes the file away that names a daemon it stops; one that was killed by other means has ended just now. */
const endedAt = () => new Date(Math.min(statSync('/run/lab/pid').mtimeMs, Date.now() - 1000)).toISOString();

/** A container as containerd would tell it: one whose process is gone has exited, by SIGKILL. */
export const asItIs = container =>
	container.state !== 'CONTAINER_RUNNING' || container.pid === 0 || isAlive(container.pid)
		? container
		: {
				...container,
				state: 'CONTAINER_EXITED',
				reason: 'Error',
				exitCode: 137,
				finishedAt: endedAt(),
				pid: 0,
			};

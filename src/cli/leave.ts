import {setTimeout as sleep} from 'node:timers/promises';
import {pendingWork} from '../host/deadline.ts';

export interface LeaveOptions {
	/** How long it may take until the next of the calls of the file system comes back. */
	readonly graceMs?: number;
	/** Gets a line that says why. */
	readonly kill?: (why: string) => void;
}

/**
 * Ends the process when a call of the file system hangs in it. Node.js would wait for that thread forever, also in
 * `process.exit`, and offers no way to end with an exit code but without waiting: the code is that of SIGKILL, 137.
 * Mounts that may hang are tried by a child first, so this remains for one that dies during the run.
 */
export const leaveIfStuck = async (
	code: number,
	{graceMs = 1000, kill = killSelf}: LeaveOptions = {},
): Promise<void> => {
	// On a busy node an interrupted run leaves many calls queued: as long as they come back, none hangs.
	for (let pending = pendingWork(); pending !== undefined; pending = pendingWork()) {
		const isMoving = await Promise.race([pending.then(() => true), sleep(graceMs, false)]);
		if (!isMoving) {
			kill(`a file system does not answer and would hold this process: killed instead of exit code ${code}`);
			return;
		}
	}
};

const killSelf = (why: string): void => {
	process.stderr.write(`rke2-netdoctor: ${why}\n`);
	process.kill(process.pid, 'SIGKILL');
};

import {spawnSync} from 'node:child_process';
import {it} from 'vitest';

/** `it`; where the machine does not allow the test, a skipped one whose reason the run prints. */
export const itIf = (isPossible: boolean, reason: string) => {
	if (!isPossible) {
		console.info(`skipped: ${reason}`);
	}
	return isPossible ? it : it.skip;
};

/** Whether a program is installed here. */
export const hasTool = (name: string): boolean =>
	spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0;

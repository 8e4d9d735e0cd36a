import {it} from 'vitest';

/** `it`; where the machine does not allow the test, a skipped one whose reason the run prints. */
export const itIf = (isPossible: boolean, reason: string) => {
	if (!isPossible) {
		console.info(`skipped: ${reason}`);
	}
	return isPossible ? it : it.skip;
};

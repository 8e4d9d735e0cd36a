/** Of a loop that runs, one slice takes hardly longer; what is longer was spent waiting for a processor. */
const slices = 10;
const longestSlice = 2;
/** A machine that is this slow is told from one that hangs by nobody. */
const longestWait = 4;

/**
 * Calls `end` once when this process has been running for so many milliseconds; returns what cancels it. On a machine without
 * a processor to spare the answer may have come while the process itself stood still, and a plain timer would fire before
 * it is read: such time does not count, and what has arrived is handled first.
 */
export const afterAwake = (milliseconds: number, end: () => void): (() => void) => {
	const slice = milliseconds / slices;
	const started = performance.now();
	let remaining = milliseconds;
	let before = started;
	let immediate: NodeJS.Immediate | undefined;
	const tick = (): void => {
		const now = performance.now();
		remaining -= Math.min(now - before, longestSlice * slice);
		before = now;
		if (remaining <= 0 || now - started >= longestWait * milliseconds) {
			// Timers come before what sockets hold: https://nodejs.org/learn/asynchronous-work/event-loop-timers-and-nexttick
			immediate = setImmediate(end);
		} else {
			timer = setTimeout(tick, Math.min(slice, remaining));
		}
	};
	let timer = setTimeout(tick, slice);
	return () => {
		clearTimeout(timer);
		clearImmediate(immediate);
	};
};

/** Runs at most so many pieces of work at a time; the others wait their turn, first come first served. */
export const createSemaphore = (limit: number) => {
	let free = limit;
	const waiting: (() => void)[] = [];
	const acquire = (): Promise<void> | undefined => {
		if (free > 0) {
			free -= 1;
			return undefined;
		}
		return new Promise(resolve => {
			waiting.push(resolve);
		});
	};
	const release = (): void => {
		const next = waiting.shift();
		if (next === undefined) {
			free += 1;
		} else {
			next();
		}
	};
	return async <Value>(work: () => Promise<Value>): Promise<Value> => {
		await acquire();
		try {
			return await work();
		} finally {
			release();
		}
	};
};

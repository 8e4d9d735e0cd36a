import {spawnSync} from 'node:child_process';

const counts = {passed: 0, failed: 0, skipped: 0};

/** Runs `test` and prints how it went. `missing`: why this cannot be tried here. */
export const step = (name, missing, test) => {
	const start = Date.now();
	if (missing !== undefined) {
		counts.skipped += 1;
		console.log(`skipped ${name}: ${missing}`);
		return;
	}
	try {
		test();
		counts.passed += 1;
		console.log(`passed  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	} catch (error) {
		counts.failed += 1;
		console.log(`FAILED  ${name}: ${error.message}`);
	}
};

/** Prints the sum of all steps; returns the exit code. */
export const sumUp = () => {
	console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	return counts.failed === 0 ? 0 : 1;
};

const hasProgram = name => spawnSync(name, ['--version']).error === undefined;
/** Which of these programs are not on this machine; nothing when all are. */
export const without = (...names) => {
	const missing = names.filter(name => !hasProgram(name));
	return missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
};
export const notRoot = process.getuid() === 0 ? undefined : 'needs root';

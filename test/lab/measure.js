import {startOf} from './judge.js';
import {buildLab} from './lab.js';

/** Median wall time in seconds of a passive run on an idle agent, as an operator would start it. */
export const measurePassiveRun = async (workspace, program, rounds) => {
	const lab = await buildLab(workspace, {size: 2});
	const times = [];
	for (let round = 0; round <= rounds; round += 1) {
		const start = performance.now();
		await lab.agent.run([...startOf(program), 'check', '--passive', '-o', 'short'], {timeout: 60_000});
		if (round > 0) {
			times.push((performance.now() - start) / 1000);
		}
	}
	await lab.close();
	return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
};

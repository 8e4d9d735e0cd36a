import {diagnose, startOf} from './judge.js';
import {buildLab} from './lab.js';

/**
 * What a passive run on an idle agent costs: `seconds` (median wall time, as an operator would start it),
 * `childProcesses`, and `peakMemory` in MiB.
 */
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
	const {cost} = await diagnose(lab.agent, program, ['--passive']);
	await lab.close();
	const seconds = times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
	return {seconds, ...cost};
};

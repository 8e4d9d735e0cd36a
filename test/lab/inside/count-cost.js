// Loaded before the program (`node --import`): at its end it says on stderr what the run cost.
import {subscribe} from 'node:diagnostics_channel';

let childProcesses = 0;
subscribe('child_process', () => {
	childProcesses += 1;
});

process.on('exit', () => {
	const peakMemory = Math.round(process.resourceUsage().maxRSS / 1024);
	process.stderr.write(`\ncost: ${JSON.stringify({childProcesses, peakMemory})}\n`);
});

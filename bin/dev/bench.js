// `npm run bench`: start-up against the bare runtime, and a passive run; prints ratios against a floor, exits 1 beyond it.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {runtime} from './single/runtime.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = `${root}bin/rke2-netdoctor.js`;
const single = `${root}release/rke2-netdoctor-linux-${process.arch}`;
const rounds = 15;

/** Median wall time of a program with its arguments in milliseconds; all take turns, so that a slow moment hits each. */
const measure = commands => {
	const times = commands.map(() => []);
	for (let round = 0; round <= rounds; round += 1) {
		commands.forEach(([command, ...words], index) => {
			const start = process.hrtime.bigint();
			spawnSync(command, words, {stdio: 'ignore'});
			if (round > 0) {
				times[index].push(Number(process.hrtime.bigint() - start) / 1e6);
			}
		});
	}
	return times.map(all => all.sort((one, other) => one - other)[Math.floor(all.length / 2)]);
};

/** What a passive run on an idle node of the lab costs, or why that is not known. */
const measureNode = () => {
	const {status, stdout, stderr} = spawnSync(process.execPath, [`${root}bin/dev/lab.js`, '--measure', '9'], {
		encoding: 'utf8',
	});
	return status === 0 ? JSON.parse(stdout) : {why: stderr.trim().split('\n').at(-1)};
};

const node = process.execPath;
const [bare, version, elsewhere, replay, singleBare, singleVersion] = measure([
	[node, '-e', '0'],
	[node, program, '--version'],
	[node, program, 'check', '--passive'],
	[node, program, 'replay', `${root}fixtures/nodes/canal-agent`],
	...(existsSync(single)
		? [
				[join(runtime(process.arch), 'bin/node'), '-e', '0'],
				[single, '--version'],
			]
		: []),
]);

const rows = [
	['--version against node -e 0', version / bare, 1.5, 'x'],
	['check on a machine that is no RKE2 node', elsewhere / 1000, 0.5, 's'],
	['replay of a healthy Canal agent', replay / 1000, 1, 's'],
];
/** Seconds to judge a node of a cluster of this size; growth must stay linear. */
const measureScale = (peers, rules, pods) => {
	const {status, stdout, stderr} = spawnSync(
		process.execPath,
		[`${root}bin/dev/scale.js`, `${peers}`, `${rules}`, `${pods}`],
		{
			encoding: 'utf8',
		},
	);
	if (status !== 0) {
		throw new Error(stderr);
	}
	return Number(stdout);
};
rows.push(['judging 1,000 peers, 20,000 rules, 110 pods', measureScale(1000, 20_000, 110), 2, 's']);
rows.push(['judging 5,000 peers, 100,000 rules, 250 pods', measureScale(5000, 100_000, 250), 10, 's']);

const idle = measureNode();
if (idle.seconds !== undefined) {
	rows.push(['passive run on an idle node of the lab', idle.seconds, 1, 's']);
	rows.push(['its child processes', idle.childProcesses, 100, '']);
	rows.push(['its memory at the peak', idle.peakMemory, 150, 'MiB']);
}
if (singleVersion !== undefined) {
	rows.push(['single executable --version against its Node', singleVersion / singleBare, 3, 'x']);
}
let isSlow = false;
for (const [name, value, floor, unit] of rows) {
	const verdict = value <= floor ? 'ok' : 'TOO SLOW';
	isSlow ||= value > floor;
	console.log(`${name.padEnd(46)} ${value.toFixed(2)} ${unit}   at most ${floor} ${unit}   ${verdict}`);
}
if (idle.why !== undefined) {
	console.log(`not measured: a passive run on a node of the lab: ${idle.why}`);
}
if (singleVersion === undefined) {
	console.log('not measured: the single executable: npm run build:single makes it');
}
process.exitCode = isSlow ? 1 : 0;

import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runIsolated} from './isolation.js';

const clusterKey = 'RKE2_NETDOCTOR_LAB_CLUSTER';
const resultsKey = 'RKE2_NETDOCTOR_LAB_RESULTS';

/** The cluster that an isolated process builds; undefined when it was told nothing. */
export const ownCluster = () => process.env[clusterKey];

/** An isolated process hands its results to the one that started it. */
export const handOver = results => writeFile(process.env[resultsKey], JSON.stringify(results));

export const runAlone = name => runIsolated({environment: {[clusterKey]: name}});

const runOne = async (name, directory, {isQuiet, isOnly}) => {
	const path = join(directory, `${name}.json`);
	const printed = [];
	const code = await runIsolated({
		environment: {[clusterKey]: name, [resultsKey]: path},
		...((isQuiet || !isOnly) && {onOutput: chunk => printed.push(chunk)}),
	});
	if (!isQuiet) {
		process.stdout.write(Buffer.concat(printed));
	}
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) {
		throw new Error(`the cluster ${name} could not be built or judged: exit code ${code}`);
	}
	return JSON.parse(text);
};

/**
 * Each cluster in namespaces of its own, `jobs` at a time: most of a run is waiting for answers that do not come.
 * What one of several prints is shown when it ends. Returns all results in the order of the names.
 */
export const runInParallel = async (names, jobs, isQuiet) => {
	const directory = await mkdtemp(join(tmpdir(), 'lab-results-'));
	const results = new Map();
	const waiting = [...names];
	const work = async () => {
		for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
			results.set(name, await runOne(name, directory, {isQuiet, isOnly: names.length === 1}));
		}
	};
	try {
		await Promise.all(Array.from({length: jobs}, work));
		return names.flatMap(name => results.get(name));
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
};

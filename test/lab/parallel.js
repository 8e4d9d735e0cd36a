import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runIsolated} from './isolation.js';

const partKey = 'RKE2_NETDOCTOR_LAB_PART';
const resultsKey = 'RKE2_NETDOCTOR_LAB_RESULTS';

/** Which of `parts` this isolated process builds and tries. */
export const ownPart = parts => parts.find(({id}) => id === process.env[partKey]);

/** An isolated process hands its results to the one that started it. */
export const handOver = results => writeFile(process.env[resultsKey], JSON.stringify(results));

export const runAlone = ({id}) => runIsolated({environment: {[partKey]: id}});

const runOne = async ({id}, directory, {isQuiet, isOnly}) => {
	const path = join(directory, `${id}.json`);
	const printed = [];
	const code = await runIsolated({
		environment: {[partKey]: id, [resultsKey]: path},
		...((isQuiet || !isOnly) && {onOutput: chunk => printed.push(chunk)}),
	});
	if (!isQuiet) {
		process.stdout.write(Buffer.concat(printed));
	}
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) {
		throw new Error(`the cluster ${id} could not be built or judged: exit code ${code}`);
	}
	return JSON.parse(text);
};

/**
 * Each part (`partsOf`) in namespaces of its own, `jobs` at a time and the longest first: much of a run is waiting for
 * answers that do not come. What one of several prints is shown when it ends. Returns all results in the order of the parts.
 */
export const runInParallel = async (parts, jobs, isQuiet) => {
	const directory = await mkdtemp(join(tmpdir(), 'lab-results-'));
	const results = new Map();
	const waiting = parts.toSorted((one, other) => other.faults.length - one.faults.length);
	const work = async () => {
		for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
			results.set(part, await runOne(part, directory, {isQuiet, isOnly: parts.length === 1}));
		}
	};
	try {
		await Promise.all(Array.from({length: jobs}, work));
		return parts.flatMap(part => results.get(part));
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
};

#!/usr/bin/env node
import {existsSync} from 'node:fs';
import {release as kernelRelease} from 'node:os';
import {resolve} from 'node:path';
import {coredns} from '../../test/lab/api/real-dns.js';
import {kubeApiserver, realServer} from '../../test/lab/api/real-server.js';
import {clusterOptionsOf} from '../../test/lab/clusters.js';
import {loadKind} from '../../test/lab/cni.js';
import {flanneld, pluginPrograms, runtimePrograms} from '../../test/lab/cri/programs.js';
import {realRuntime} from '../../test/lab/cri/real-runtime.js';
import {loadFaults} from '../../test/lab/faults.js';
import {buildGoProgram, goProgramPath, missingForGo} from '../../test/lab/go/build.js';
import {isIsolated, mountWorkspace, removeLeftovers} from '../../test/lab/isolation.js';
import {measurePassiveRun} from '../../test/lab/measure.js';
import {
	chooseClusters,
	chooseFaults,
	help,
	partsOf,
	readOptions,
	realPartsOf,
} from '../../test/lab/options.js';
import {handOver, ownPart, runAlone, runInParallel} from '../../test/lab/parallel.js';
import {paths, runPaths} from '../../test/lab/paths/index.js';
import {printBuilt, printPath, printResult, printSummary} from '../../test/lab/print.js';
import {missingKernelFeatures, missingRequirements} from '../../test/lab/requirements.js';
import {runFaults} from '../../test/lab/run.js';
import {shortfallsOf, totalsOf} from '../../test/lab/totals.js';

const faultLine = ({id, cni, node, about}) =>
	`${id.padEnd(26)} ${node.padEnd(8)} ${cni.join(', ').padEnd(16)} ${about}`;
const pathLine = ({id, about}) => `${id.padEnd(26)} ${about}`;

const waitForever = () => new Promise(() => setInterval(() => {}, 3_600_000));

const keep = async ({nodes}) => {
	console.log('\nThe cluster stays up until Ctrl-C. To enter a node, as root in another shell:');
	for (const {description, enterCommand} of nodes) {
		console.log(`  ${description.name} (${description.role}): ${enterCommand}`);
	}
	await waitForever();
};

const pathsOf = async programs =>
	Object.fromEntries(
		await Promise.all(programs.map(async program => [program.name, await goProgramPath(program)])),
	);

const clusterFrom = async (name, options) => ({
	...(await clusterOptionsOf(name)),
	size: Number(options.nodes),
	release: options.release,
	...(options['real-api'] && {
		apiServer: realServer({
			kubeApiserver: await goProgramPath(kubeApiserver),
			coredns: await goProgramPath(coredns),
		}),
	}),
	...(options['real-cri'] && {
		containerRuntime: realRuntime(await pathsOf([...runtimePrograms, ...pluginPrograms, flanneld])),
	}),
});

const runCluster = async (workspace, options, {cluster, faults}) => {
	const startedAt = performance.now();
	const {lab, results} = await runFaults(workspace.path, faults, {
		cluster: await clusterFrom(cluster, options),
		program: resolve(options.program),
		shouldJudge: options.judge && options.capture === undefined,
		shouldStay: fault => options.keep && options.only.length > 0 && fault === faults.at(-1),
		...(options.capture !== undefined && {captureDirectory: resolve(options.capture)}),
		onBuilt: printBuilt(() => performance.now() - startedAt),
		onResult: printResult,
		onRecorded: path => console.error(`recorded ${path}`),
	});
	if (options.keep) {
		await keep(lab);
	}
	await lab.close();
	await handOver(results);
	return 0;
};

const runOperator = async (workspace, options, {cluster, faults}) => {
	const startedAt = performance.now();
	const {lab, results} = await runPaths(workspace.path, faults, {
		cluster: await clusterFrom(cluster, options),
		program: resolve(options.program),
		onBuilt: printBuilt(() => performance.now() - startedAt),
		onResult: printPath,
	});
	await lab.close();
	await handOver(results);
	return 0;
};

const measure = async ({path}, {program, measure: rounds}) => {
	console.log(JSON.stringify(await measurePassiveRun(path, resolve(program), Number(rounds))));
	return 0;
};

const runInside = async ({options, parts}) => {
	const workspace = await mountWorkspace();
	for (const [signal, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	]) {
		process.on(signal, async () => {
			await workspace.remove();
			process.exit(code);
		});
	}
	try {
		if (options.measure !== undefined) {
			return await measure(workspace, options);
		}
		return await (options.paths ? runOperator : runCluster)(workspace, options, ownPart(parts));
	} finally {
		await workspace.remove();
	}
};

const clustersOf = parts => [...new Set(parts.map(({cluster}) => cluster))];

/** Faults that a run leaves out on further clusters. */
const leftOut = ({faults, parts}) =>
	clustersOf(parts).flatMap(name => faults.filter(({cni}) => cni.includes(name))).length -
	parts.flatMap(part => part.faults).length;

const runOutside = async ({options, faults, parts}) => {
	if (options.keep || options.measure !== undefined) {
		return runAlone((options.cni.length === 0 && parts.find(({id}) => id === 'canal')) || parts[0]);
	}
	const results = await runInParallel(parts, options.jobs, options.json);
	const totals = totalsOf(results);
	if (options.json) {
		console.log(
			JSON.stringify({kernel: kernelRelease(), release: options.release, totals, results}, undefined, 2),
		);
	} else {
		printSummary(results);
		if (options.once && !options.paths) {
			console.log(
				`not run: ${leftOut({faults, parts})} of these faults on further clusters (without --once)`,
			);
		}
	}
	const isJudged = options.judge && options.capture === undefined;
	const shortfalls = isJudged
		? shortfallsOf(totals)
		: results
				.filter(({state}) => state === 'lab-broken')
				.map(({id}) => `${id}: the lab does not do what it says`);
	for (const shortfall of shortfalls) {
		console.error(shortfall);
	}
	return shortfalls.length === 0 ? 0 : 1;
};

const refuse = (lines, code) => {
	console.error(lines.join('\n'));
	return code;
};

/** What is missing for a run with these clusters; programs of Go modules are built. */
const prepare = async (options, layers) => {
	const {programs, built} = realPartsOf(options);
	const missing = [
		...(await missingRequirements([...layers, {programs}])),
		...new Set((await Promise.all(built.map(missingForGo))).flat()),
	];
	if (
		missing.length === 0 &&
		(options.judge || options.capture !== undefined) &&
		!existsSync(options.program)
	) {
		return [`expected ${options.program}, which does not exist: use --no-judge to try the lab alone`];
	}
	for (const program of missing.length === 0 ? built : []) {
		await buildGoProgram(program);
	}
	return missing;
};

/** What the options choose: the faults or paths, and the clusters with those to try in them. */
const chooseRun = async options => {
	const known = options.paths ? paths : await loadFaults(options.faults);
	if (options.list) {
		return {options, faults: known, parts: []};
	}
	const faults = chooseFaults(known, options);
	const parts = partsOf(await chooseClusters(options), faults, options);
	return {
		options,
		faults,
		parts: options.only.length > 0 ? parts.filter(part => part.faults.length > 0) : parts,
	};
};

const main = async () => {
	let chosen;
	let layers;
	try {
		chosen = await chooseRun(readOptions(process.argv.slice(2)));
		layers = await Promise.all(
			clustersOf(chosen.parts).map(async name => loadKind((await clusterOptionsOf(name)).cni)),
		);
	} catch (error) {
		return refuse([error.message], 64);
	}
	const {options, faults} = chosen;
	if (options.help) {
		process.stdout.write(help);
		return 0;
	}
	if (options.list) {
		console.log(faults.map(options.paths ? pathLine : faultLine).join('\n'));
		return 0;
	}
	if (isIsolated()) {
		const missing = await missingKernelFeatures(layers);
		return missing.length > 0 ? refuse(missing, 1) : runInside(chosen);
	}
	const missing = await prepare(options, layers);
	if (missing.length > 0) {
		return refuse(missing, 1);
	}
	for (const path of await removeLeftovers()) {
		console.error(`removed ${path}, left over from a killed run`);
	}
	return runOutside(chosen);
};

process.exitCode = await main();

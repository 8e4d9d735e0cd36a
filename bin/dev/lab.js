#!/usr/bin/env node
import {existsSync} from 'node:fs';
import {availableParallelism, release as kernelRelease} from 'node:os';
import {resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {coredns} from '../../test/lab/api/real-dns.js';
import {kubeApiserver, realRelease, realServer} from '../../test/lab/api/real-server.js';
import {releaseNames} from '../../test/lab/cluster.js';
import {clusterNames, clusterOptionsOf} from '../../test/lab/clusters.js';
import {loadKind} from '../../test/lab/cni.js';
import {flanneld, pluginPrograms, runtimePrograms} from '../../test/lab/cri/programs.js';
import {realRuntime} from '../../test/lab/cri/real-runtime.js';
import {loadFaults} from '../../test/lab/faults.js';
import {buildGoProgram, goProgramPath, missingForGo} from '../../test/lab/go/build.js';
import {isIsolated, mountWorkspace, removeLeftovers} from '../../test/lab/isolation.js';
import {defaultProgram} from '../../test/lab/judge.js';
import {measurePassiveRun} from '../../test/lab/measure.js';
import {handOver, ownCluster, runAlone, runInParallel} from '../../test/lab/parallel.js';
import {paths, runPaths} from '../../test/lab/paths/index.js';
import {printBuilt, printPath, printResult, printSummary} from '../../test/lab/print.js';
import {missingKernelFeatures, missingRequirements} from '../../test/lab/requirements.js';
import {runFaults} from '../../test/lab/run.js';
import {shortfallsOf, totalsOf} from '../../test/lab/totals.js';

const help = `Usage: npm run lab -- [options]     (as root)

Builds clusters out of namespaces on this machine, breaks them, and checks that rke2-netdoctor names the cause.

  --cni NAME         only this cluster (repeatable): KIND, KIND-multus, KIND-multus-thick, where KIND is a folder of
                     test/lab/cni, or canal-dual (IPv4 and IPv6)
  --only ID[,ID…]    only these faults or paths (repeatable); with --keep it stays in place
  --paths            no faults: the ways in which an operator starts the program (ssh, cron, pipes, signals, not root),
                     and the proof that it only reads
  --keep             leave one cluster (canal, or --cni) up until Ctrl-C, and print how to enter a node
  --capture [DIR]    record bundles of healthy and broken nodes below DIR (fixtures/nodes)
  --program PATH     another build to judge, such as the single executable (bin/rke2-netdoctor.js)
  --no-judge         only prove that cluster and faults are real
  --nodes 2|3        one server and one or two agents (3)
  --real-api         etcd, and a kube-apiserver and a CoreDNS built from their Go modules, in place of their stand-ins;
                     first, what real API server and stand-in answer to each identity is compared
  --real-cri         beside them containerd, crictl and the CNI plugins, built too, and Debian's runc: they make the pods;
                     clusters of canal, canal-multus and flannel, whose flanneld is real then
  --release VERSION  ${releaseNames.join(' or ')}
  --measure ROUNDS   only print the median seconds of a passive run on an idle node
  --jobs NUMBER      clusters at a time (as many as processors)
  --json             results as JSON
  --faults DIR       further fault files (repeatable)
  --list             the faults, or the paths
`;

const readOptions = words => {
	// parseArgs knows no option with an optional value.
	const given = words.flatMap((word, index) =>
		word === '--capture' && (words[index + 1] ?? '--').startsWith('--')
			? ['--capture=fixtures/nodes']
			: [word],
	);
	const {values} = parseArgs({
		args: given,
		allowNegative: true,
		options: {
			only: {type: 'string', multiple: true, default: []},
			cni: {type: 'string', multiple: true, default: []},
			faults: {type: 'string', multiple: true, default: []},
			paths: {type: 'boolean', default: false},
			'real-api': {type: 'boolean', default: false},
			'real-cri': {type: 'boolean', default: false},
			keep: {type: 'boolean', default: false},
			capture: {type: 'string'},
			program: {type: 'string', default: defaultProgram},
			judge: {type: 'boolean', default: true},
			nodes: {type: 'string', default: '3'},
			release: {type: 'string'},
			measure: {type: 'string'},
			json: {type: 'boolean', default: false},
			jobs: {type: 'string', default: String(availableParallelism())},
			list: {type: 'boolean', default: false},
			help: {type: 'boolean', default: false},
		},
	});
	if (!['2', '3'].includes(values.nodes)) {
		throw new Error(`expected --nodes 2 or 3, got ${values.nodes}`);
	}
	// The CNI plugins ask the API as ServiceAccounts, which only a real one knows.
	const needsApi = values['real-api'] || values['real-cri'];
	const possible = needsApi ? [realRelease] : releaseNames;
	const {release = possible[0]} = values;
	if (!possible.includes(release)) {
		throw new Error(`expected --release ${possible.join(' or ')}, got ${release}`);
	}
	return {...values, release, 'real-api': needsApi};
};

/** Those named by --only; without it all, of faults with --capture those that have records. */
const choose = (known, {only, capture}) => {
	const ids = only.flatMap(words => words.split(','));
	const unknown = ids.filter(id => !known.some(one => one.id === id));
	if (unknown.length > 0) {
		throw new Error(`expected names of --list, got ${unknown.join(', ')}`);
	}
	return known.filter(({id, records}) =>
		ids.length > 0 ? ids.includes(id) : capture === undefined || records !== undefined,
	);
};

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

const isIn = cluster => fault => fault.cni.includes(cluster);

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

const runCluster = async (workspace, options, name, faults) => {
	const startedAt = performance.now();
	const chosen = faults.filter(isIn(name));
	const {lab, results} = await runFaults(workspace.path, chosen, {
		cluster: await clusterFrom(name, options),
		program: resolve(options.program),
		shouldJudge: options.judge && options.capture === undefined,
		shouldStay: fault => options.keep && options.only.length > 0 && fault === chosen.at(-1),
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

const runOperator = async (workspace, options, name, chosen) => {
	const startedAt = performance.now();
	const {lab, results} = await runPaths(workspace.path, chosen, {
		cluster: await clusterFrom(name, options),
		program: resolve(options.program),
		onBuilt: printBuilt(() => performance.now() - startedAt),
		onResult: printPath,
	});
	await lab.close();
	await handOver(results);
	return 0;
};

const measure = async ({path}, {program, measure: rounds}) => {
	const seconds = await measurePassiveRun(path, resolve(program), Number(rounds));
	console.log(seconds.toFixed(3));
	return 0;
};

const runInside = async (options, faults) => {
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
		return await (options.paths
			? runOperator(workspace, options, ownCluster(), faults)
			: runCluster(workspace, options, ownCluster(), faults));
	} finally {
		await workspace.remove();
	}
};

const runOutside = async (options, names) => {
	if (options.keep || options.measure !== undefined) {
		return runAlone(options.cni.length > 0 ? names[0] : 'canal');
	}
	const results = await runInParallel(names, Number(options.jobs), options.json);
	const totals = totalsOf(results);
	if (options.json) {
		console.log(
			JSON.stringify({kernel: kernelRelease(), release: options.release, totals, results}, undefined, 2),
		);
	} else {
		printSummary(results);
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

/** Whether the plugins of a cluster are here and can make pods of one family. */
const canMakePods = async name => {
	const {cni, multus, families} = await clusterOptionsOf(name);
	return (await loadKind(cni)).makesPods === true && multus !== 'thick' && families === undefined;
};

/** The clusters to build: those of --cni, else one of each kind, or canal for paths. */
const chooseClusters = async options => {
	const names = options.cni.length > 0 ? options.cni : options.paths ? ['canal'] : await clusterNames();
	const areMade = await Promise.all(names.map(canMakePods));
	if (options['real-cri'] && options.cni.length > 0 && areMade.includes(false)) {
		throw new Error(
			`expected --real-cri with clusters whose CNI plugins are here, got ${names[areMade.indexOf(false)]}`,
		);
	}
	return options['real-cri'] ? names.filter((_, index) => areMade[index]) : names;
};

/** Debian's programs that the real parts need, and those that are built. */
const realPartsOf = options => ({
	programs: {
		...(options['real-api'] && {etcd: 'etcd-server'}),
		...(options['real-cri'] && {'/usr/sbin/runc': 'runc'}),
	},
	built: [
		...(options['real-api'] ? [kubeApiserver, coredns] : []),
		...(options['real-cri'] ? [...runtimePrograms, ...pluginPrograms, flanneld] : []),
	],
});

const main = async () => {
	let options;
	let faults;
	let names;
	let layers;
	try {
		options = readOptions(process.argv.slice(2));
		faults = options.paths ? paths : await loadFaults(options.faults);
		if (options.help) {
			process.stdout.write(help);
			return 0;
		}
		if (options.list) {
			console.log((options.paths ? paths.map(pathLine) : faults.map(faultLine)).join('\n'));
			return 0;
		}
		names = await chooseClusters(options);
		faults = choose(faults, options);
		names = options.only.length > 0 && !options.paths ? names.filter(name => faults.some(isIn(name))) : names;
		layers = await Promise.all(names.map(async name => loadKind((await clusterOptionsOf(name)).cni)));
	} catch (error) {
		return refuse([error.message], 64);
	}
	if (!isIsolated()) {
		const {programs, built} = realPartsOf(options);
		const missing = [
			...(await missingRequirements([...layers, {programs}])),
			...new Set((await Promise.all(built.map(missingForGo))).flat()),
		];
		if (missing.length > 0) {
			return refuse(missing, 1);
		}
		if ((options.judge || options.capture !== undefined) && !existsSync(options.program)) {
			return refuse(
				[`expected ${options.program}, which does not exist: use --no-judge to try the lab alone`],
				1,
			);
		}
		for (const program of built) {
			await buildGoProgram(program);
		}
		for (const path of await removeLeftovers()) {
			console.error(`removed ${path}, left over from a killed run`);
		}
		return runOutside(options, names);
	}
	const missing = await missingKernelFeatures(layers);
	return missing.length > 0 ? refuse(missing, 1) : runInside(options, faults);
};

process.exitCode = await main();

import {compareApiServers} from './api/compare.js';
import {recordNode} from './capture.js';
import {faultFor} from './faults.js';
import {healFault} from './heal.js';
import {diagnose, hitsOf, missesOfFault, missesOfHealthy, summarize} from './judge.js';
import {buildLab} from './lab.js';
import {problemsOfFault, problemsOfHealthy} from './problems.js';
import {whyNotTried} from './requirements.js';
import {expectedOf, kindOf, makeResult, resultNotRun} from './result.js';
import {compareEverything, recordEverything, recordState} from './state.js';

/**
 * The diagnosis of a node, and what is wrong with it; that it changed anything is always wrong. What it changes on other nodes
 * shows when these are compared after healing, and in the path `unchanged`.
 */
const judgeNode = async (lab, node, program, missesOf) => {
	const own = {...lab, nodes: [node]};
	const before = await recordEverything(own);
	try {
		const summary = summarize(await diagnose(node, program));
		const changes = compareEverything(lab, before, await recordEverything(own));
		return {
			...summary,
			changes,
			misses: [...missesOf(summary), ...changes.map(line => `the program changed: ${line}`)],
		};
	} catch (error) {
		return {misses: [error.message]};
	}
};

/** The fixtures `ids` that are nodes of this cluster: an id begins with the names of cluster and role. */
const recordingsOf = ({cluster, server, agent}, ids) =>
	[server, agent].flatMap(node => {
		const start = `${cluster.id}-${node.description.role}`;
		return ids.filter(id => id === start || id.startsWith(`${start}-`)).map(id => ({node, id}));
	});

/** Records nodes (fixture ids) and judges one, as far as the options ask for it. */
const examine = async (lab, node, records, options, missesOf) => {
	for (const one of options.captureDirectory === undefined ? [] : recordingsOf(lab, records)) {
		options.onRecorded(
			await recordNode(one.node, lab.cluster, options.program, options.captureDirectory, one.id),
		);
	}
	return options.shouldJudge ? judgeNode(lab, node, options.program, missesOf) : undefined;
};

const runHealthy = async (lab, options) => {
	const results = [];
	for (const node of [lab.server, lab.agent]) {
		const {role} = node.description;
		const problems = await problemsOfHealthy(lab, node);
		const judgement = await examine(lab, node, [`${lab.cluster.id}-${role}`], options, missesOfHealthy);
		const result = makeResult(lab, `healthy ${role}`, 'healthy', 'ok', problems, judgement, node);
		options.onResult(result);
		results.push(result);
	}
	return results;
};

/** The stand-in must answer what the real API server answers: faults are judged with it. */
const compareServers = async (lab, options) => {
	const {questions, differences} = await compareApiServers(lab);
	const result = {
		...makeResult(
			lab,
			'stand-in answers as real',
			'comparison',
			`${questions} answers`,
			[],
			undefined,
			lab.server,
		),
		state: differences.length > 0 ? 'missed' : 'passed',
		misses: differences,
	};
	options.onResult(result);
	return [result];
};

const withTarget = (lab, fault) => {
	const target = lab[fault.node];
	return {...lab, target, peer: target === lab.server ? lab.agent : lab.server};
};

/** Pods that a real containerd makes are new, and some checks wait for theirs to settle; stand-ins tell old ones. */
const untilPodsAge = async ({cluster, builtAt}, {podAge = 0}) => {
	const remaining = cluster.containerRuntime === undefined ? 0 : builtAt + podAge * 1000 - Date.now();
	await new Promise(resolve => setTimeout(resolve, Math.max(remaining, 0)));
};

const judgeFault = async (lab, aimed, fault, options) => {
	await untilPodsAge(lab, fault);
	const judgement = await examine(lab, aimed.target, fault.records ?? [], options, summary =>
		missesOfFault(fault, summary),
	);
	return judgement?.findings === undefined || fault.expect === 'nothing'
		? judgement
		: {...judgement, ...hitsOf(fault, judgement)};
};

/** One fault; `isDirty` says that the cluster is no longer as it was. */
const runFault = async (lab, anyFault, before, options) => {
	const aimed = withTarget(lab, anyFault);
	const fault = faultFor(anyFault, aimed);
	const finish = (problems, judgement, isDirty) => ({
		result: makeResult(aimed, fault.id, kindOf(fault), expectedOf(fault), problems, judgement),
		isDirty,
	});
	try {
		await fault.inject(aimed);
		const problems = await problemsOfFault(aimed, fault);
		const judgement = await judgeFault(lab, aimed, fault, options);
		if (options.shouldStay(anyFault) || fault.heal === undefined) {
			return finish(problems, judgement, true);
		}
		const traces = await healFault(aimed, fault, before);
		return finish([...problems, ...traces], judgement, traces.length > 0);
	} catch (error) {
		return finish([error.message], undefined, true);
	}
};

/**
 * Builds a cluster, looks at it healthy, then with each fault. Options: `cluster` (of `describeCluster`), `program`,
 * `shouldJudge`, `captureDirectory?`, `shouldStay(fault)` (do not heal it), and the callbacks `onBuilt`, `onResult`,
 * `onRecorded`.
 * Returns the lab, still running, and all results.
 */
export const runFaults = async (workspace, faults, options) => {
	let lab = await buildLab(workspace, options.cluster);
	options.onBuilt(lab);
	const results = [
		...(lab.cluster.apiServer === undefined ? [] : await compareServers(lab, options)),
		...(await runHealthy(lab, options)),
	];
	const keep = result => {
		options.onResult(result);
		results.push(result);
	};
	let before = await recordState(lab.nodes);
	for (const fault of faults) {
		const why = await whyNotTried(lab, fault);
		if (why !== undefined) {
			keep(resultNotRun(lab, fault, why));
			continue;
		}
		const {result, isDirty} = await runFault(lab, fault, before, options);
		keep(result);
		if (isDirty && fault !== faults.at(-1)) {
			await lab.close();
			lab = await buildLab(workspace, options.cluster);
			before = await recordState(lab.nodes);
		}
	}
	return {lab, results};
};

import {buildLab} from '../lab.js';
import {whyNotHere} from '../requirements.js';
import {compareStates, recordState} from '../state.js';
import interrupted from './interrupted.js';
import {installProgram, watchTraces} from './operator.js';
import readOnly from './read-only.js';
import remote from './remote.js';
import scheduled from './scheduled.js';
import streams from './streams.js';
import unchanged from './unchanged.js';
import users from './users.js';

/** The ways in which an operator starts the program, and what it may never do on any of them. */
export const paths = [
	...remote,
	...users,
	...streams,
	...interrupted,
	...readOnly,
	...unchanged,
	...scheduled,
];

/** What a path may leave: the files it is told to write. */
const declared = ['/tmp/report.json'];

/** sshd notes who logged in. */
const ofSshd = / var\/log\/(?:wtmp|lastlog|btmp) /;

const runPath = async (lab, node, path) => {
	const peer = node === lab.server ? lab.agent : lab.server;
	const before = await recordState(lab.nodes);
	const {result, traces} = await watchTraces(node, declared, () =>
		path.run({node, peer, cluster: lab.cluster, lab}),
	);
	const changes = compareStates(before, await recordState(lab.nodes)).filter(line => !ofSshd.test(line));
	const {misses, ...rest} = Array.isArray(result) ? {misses: result} : result;
	return {
		...rest,
		changes,
		misses: [
			...misses,
			...traces.map(line => `it left behind: ${line}`),
			...changes.map(line => `the program changed: ${line}`),
		],
	};
};

const resultOf = (lab, node, {id, about}, judged) => ({
	id,
	kind: 'path',
	cluster: lab.cluster.id,
	node: node.description.name,
	expected: about,
	problems: [],
	...judged,
	state: judged.state ?? (judged.misses.length > 0 ? 'missed' : 'passed'),
});

/** Builds a cluster and walks paths on it; options and result are those of `runFaults`. */
export const runPaths = async (workspace, chosen, options) => {
	const lab = await buildLab(workspace, options.cluster);
	options.onBuilt(lab);
	const node = lab.agent;
	await installProgram(node, options.program);
	const results = [];
	for (const path of chosen) {
		const why = await whyNotHere(path.programs);
		const judged =
			why === undefined
				? await runPath(lab, node, path).catch(error => ({
						state: 'lab-broken',
						problems: [error.message],
						misses: [],
					}))
				: {state: 'not-judged', misses: [why]};
		const result = resultOf(lab, node, path, judged);
		options.onResult(result);
		results.push(result);
	}
	return {lab, results};
};

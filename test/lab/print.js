import {release as kernelRelease} from 'node:os';
import chalk from 'chalk';
import {fromLayers} from './cni.js';
import {totalsOf} from './totals.js';

const symbols = {
	passed: chalk.green('✔'),
	missed: chalk.red('✖'),
	'lab-broken': chalk.magenta('‼'),
	'not-judged': chalk.yellow('–'),
	skipped: chalk.yellow('–'),
};

/** One line, and one for each thing that is wrong. */
export const printResult = ({
	id,
	cluster,
	node,
	state,
	expected,
	cause,
	subject,
	verdict,
	problems,
	misses,
	durationMs,
	childProcesses,
}) => {
	const got =
		state === 'passed' ? (cause === undefined ? (verdict ?? 'ok') : `${cause} (${subject})`) : state;
	const time = durationMs === undefined ? '' : `${(durationMs / 1000).toFixed(1)} s`;
	const children = childProcesses === undefined ? '' : `${childProcesses} children`;
	console.log(
		`${symbols[state]} ${cluster.padEnd(12)} ${id.padEnd(26)} ${node.padEnd(8)} ${expected.padEnd(34)} ${got.padEnd(48)} ${time} ${children}`.trimEnd(),
	);
	for (const line of [...problems.map(text => `lab: ${text}`), ...misses]) {
		console.log(`    ${line.slice(0, 300)}`);
	}
};

/** A path of the operator: what it is, what was seen, and what is wrong. */
export const printPath = ({id, node, state, expected, problems, misses, notes = []}) => {
	console.log(`${symbols[state]} ${id.padEnd(26)} ${node.padEnd(8)} ${expected}`);
	for (const line of [...notes, ...problems.map(text => `lab: ${text}`), ...misses]) {
		console.log(`    ${line.slice(0, 400)}`);
	}
};

const apiServer = 'kube-apiserver, etcd, CoreDNS';
const runtime = 'containerd, crictl';

export const printBuilt =
	milliseconds =>
	({cluster, nodes}) => {
		const chosen = [
			[apiServer, cluster.apiServer],
			[runtime, cluster.containerRuntime],
		];
		const real = chosen.flatMap(([words, part]) => (part === undefined ? [] : [words]));
		const standIns = chosen.flatMap(([words, part]) => (part === undefined ? [words] : []));
		const ofPods =
			cluster.containerRuntime === undefined ? [] : ['runc', "pods, made by the node's CNI plugins"];
		console.log(
			`\n${nodes.length} nodes, ${cluster.layers.map(({title}) => title).join(' with ')}, RKE2 ${cluster.versions.rke2}, built in ${(milliseconds() / 1000).toFixed(1)} s on kernel ${kernelRelease()}.`,
		);
		console.log(
			`Real: ${['links, tunnels, routes, netfilter, sockets, processes, files', ...real, ...ofPods, ...fromLayers(cluster, 'real', cluster)].join(', ')}.`,
		);
		console.log(
			`Stand-ins: ${['rke2, kubelet', ...standIns, 'kube-proxy (its rules are real), systemctl', ...fromLayers(cluster, 'standIns', cluster)].join(', ')}.\n`,
		);
	};

export const printSummary = results => {
	const count = state => results.filter(result => result.state === state).length;
	const parts = Object.keys(symbols)
		.map(state => [count(state), state])
		.filter(([number]) => number > 0);
	console.log(`\n${results.length} runs: ${parts.map(([number, state]) => `${number} ${state}`).join(', ')}`);
	// Paths have no share, nor has a run that judges nothing.
	if (results.every(({kind, state}) => kind === 'path' || ['not-judged', 'lab-broken'].includes(state))) {
		return;
	}
	const {faults, lookAlikes, recall, firstCause, falseFindings, differences} = totalsOf(results);
	const percent = part => `${(part * 100).toFixed(1)} %`;
	console.log(
		`${faults} faults: ${percent(recall)} found, ${percent(firstCause)} first; ${lookAlikes} look-alikes; ${falseFindings} false findings; ${differences} changes by the program`,
	);
};

import {setTimeout as sleep} from 'node:timers/promises';
import {startOf} from '../judge.js';

const command = '/usr/local/bin/rke2-netdoctor';

const quote = word => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Puts the program where an operator finds it, for every way in. */
export const installProgram = (node, program) =>
	node.write([
		{path: command, content: `#!/bin/sh\nexec ${startOf(program).map(quote).join(' ')} "$@"\n`, mode: 0o755},
	]);

/** Runs a line of bash in the node, as root at a login. Never rejects; options are execa's. */
export const runLine = (node, line, options = {}) =>
	// Ended inside the node: nsenter would leave its children.
	node.run(['timeout', '-k', '2', '60', 'bash', '-c', line], {reject: false, ...options});

/** What is wrong with an answer: `{exitCode, signal?}` and patterns that a stream has to match, or must not. */
export const missesOfRun = (got, {exitCode, stdout, notStdout, stderr}) => [
	...(got.exitCode === exitCode
		? []
		: [
				`expected exit code ${exitCode}, got ${got.exitCode ?? got.signal}: ${tail(got.stderr || got.stdout)}`,
			]),
	...missesOfText('standard output', got.stdout, stdout, notStdout),
	...missesOfText('standard error', got.stderr, stderr),
];

const tail = text => JSON.stringify((text ?? '').slice(-300));

const missesOfText = (stream, text, wanted, unwanted) => [
	...(wanted === undefined || wanted.test(text)
		? []
		: [`expected ${wanted} on ${stream}, got ${tail(text)}`]),
	...(unwanted === undefined || !unwanted.test(text)
		? []
		: [`expected no ${unwanted} on ${stream}, got ${tail(text)}`]),
];

/** The report on a stream, or what came instead. */
export const reportFrom = text => {
	try {
		return {report: JSON.parse(text), misses: []};
	} catch {
		return {report: undefined, misses: [`expected a JSON report, got ${tail(text)}`]};
	}
};

// Everything else of a node's files is in the overlay, which `recordState` compares.
const tracesScript = `
find /run /tmp /dev/shm -xdev -type f ! -path '/run/lab/*' ! -name 'crond.*' -printf 'file %p\\n'
ps -e -o pid= -o args= | while read -r pid args; do echo "process $pid $args"; done
`;

const isOwn = line => / (?:sleep \d|ps -e |bash -c|sh -uc|sleep 3600)/.test(line);

/** Files outside the overlay, and processes. */
const tracesOf = async node => {
	const {stdout} = await node.run(['sh', '-uc', tracesScript], {reject: false});
	return new Set(stdout.split('\n').filter(line => line !== '' && !isOwn(line)));
};

const settleAttempts = 40;

/**
 * Runs `act`, then tells what it left in the node: files anywhere, processes. What ends within ten seconds is no trace;
 * `declared` are paths that it may write.
 */
export const watchTraces = async (node, declared, act) => {
	const before = await tracesOf(node);
	const result = await act();
	const left = async () =>
		[...(await tracesOf(node))].filter(
			line => !before.has(line) && !declared.some(path => line.startsWith(`file ${path}`)),
		);
	let traces = await left();
	for (let attempt = 0; traces.length > 0 && attempt < settleAttempts; attempt += 1) {
		await sleep(250);
		traces = await left();
	}
	return {result, traces};
};

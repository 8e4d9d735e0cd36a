import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {projectDirectory} from './node.js';

export const defaultProgram = join(projectDirectory, 'bin/rke2-netdoctor.js');

/** How to start the program: a script by Node.js, anything else by itself. */
export const startOf = program => (program.endsWith('.js') ? [process.execPath, program] : [program]);

const counter = fileURLToPath(new URL('inside/count-cost.js', import.meta.url));

/** As `startOf`, for a run whose cost is counted; an executable cannot be looked into. */
const countedStartOf = program =>
	program.endsWith('.js') ? [process.execPath, '--import', counter, program] : startOf(program);

/** What a run cost, told by `countedStartOf`: `childProcesses`, and `peakMemory` in MiB. */
const costOf = stderr => JSON.parse(/^cost: (.*)$/m.exec(stderr)?.[1] ?? '{}');

/** Runs the diagnosis in a node as an operator would, and returns its JSON report and what the run cost. */
export const diagnose = async (node, program, words = []) => {
	const {stdout, stderr, exitCode} = await node.run(
		[...countedStartOf(program), 'check', '-o', 'json', ...words],
		{reject: false, timeout: 90_000},
	);
	try {
		return {report: JSON.parse(stdout), cost: costOf(stderr)};
	} catch {
		throw new Error(
			`expected a JSON report on ${node.description.name}, got exit code ${exitCode} and ${JSON.stringify((stderr || stdout).slice(0, 400))}`,
		);
	}
};

const nameOf = ({check, message}) => `${check}#${message}`;

/** What the report says, short: verdict, first cause with its subject, every outcome that is no result, and what it cost. */
export const summarize = ({report, cost}) => {
	const first = report.causes[0]?.finding;
	return {
		verdict: report.summary.verdict,
		cause: first === undefined ? undefined : nameOf(first),
		subject: first?.subject.name,
		causes: report.causes.map(
			({finding}) => `${nameOf(finding)} (${finding.subject.kind} ${finding.subject.name})`,
		),
		texts: report.causes.map(({finding}) => finding.text),
		findings: report.outcomes
			.flatMap(({findings = []}) => findings)
			.map(finding => ({name: nameOf(finding), subject: finding.subject.name})),
		undecided: report.summary.undecided,
		broken: report.outcomes
			.filter(({status}) => status === 'error')
			.map(({check, why}) => `${check}: ${why}`),
		unknown: report.outcomes
			.filter(({status}) => status === 'unknown')
			.map(({check, why}) => `${check}: ${why}`),
		durationMs: report.durationMs,
		...cost,
	};
};

/** What is wrong with the report of a healthy node: any finding is one too many. */
export const missesOfHealthy = ({verdict, causes, broken}) => [
	...(verdict === 'ok' ? [] : [`expected verdict ok, got ${verdict}`]),
	...causes.map(cause => `expected no finding, got ${cause}`),
	...broken.map(text => `a check broke: ${text}`),
];

const isCause = (expected, got) => got === expected || got?.startsWith(`${expected}#`) === true;

/** Whether the expected cause is among all findings, and whether it comes first. */
export const hitsOf = ({expect}, {cause, subject, findings}) => {
	const hits = (name, about) =>
		isCause(expect.cause, name) && (expect.subject === undefined || expect.subject === about);
	return {
		isFound: findings.some(({name, subject: about}) => hits(name, about)),
		isFirst: hits(cause, subject),
	};
};

/** `expect.cause` is `group/check` or `group/check#message`; `also` are further causes that may be told. */
export const missesOfFault = ({expect}, summary) =>
	expect === 'nothing' ? missesOfHealthy(summary) : missesOfSick(expect, summary);

const missesOfSick = (expect, {cause, subject, causes, broken}) => [
	...(isCause(expect.cause, cause) ? [] : [`expected ${expect.cause} first, got ${cause ?? 'no finding'}`]),
	...(expect.subject === undefined || expect.subject === subject
		? []
		: [`expected it about ${expect.subject}, got ${subject ?? 'nothing'}`]),
	...causes
		.slice(1)
		.filter(further => !(expect.also ?? []).some(allowed => isCause(allowed, further.split(' ')[0])))
		.map(further => `expected one cause, got also ${further}`),
	...broken.map(text => `a check broke: ${text}`),
];

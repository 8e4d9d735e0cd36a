import {subjectKey} from '../core/evaluate.ts';
import type {Cause, Excerpt, Finding, Report} from '../core/report.ts';
import {shorten, visible, visibleLine} from './escape.ts';
import {describeLooked, describeNode, toldBy} from './headline.ts';
import {minute} from './notice.ts';
import {defineRenderer} from './renderer.ts';

/** What a person reads in a ticket before scrolling; the whole of it is in the JSON. */
const mostLines = 40;
const mostEvidence = 7;
const mostSteps = 5;
const mostUndecided = 3;
const mostShort = 8;

/** A ticket text: causes that fit in full, the others in one line each. */
export const markdown = defineRenderer({
	id: 'markdown',
	summary: `a ticket text of at most ${mostLines} lines`,
	render: report => {
		const head = headOf(report);
		const foot = footOf(report);
		const room = mostLines - head.length - foot.length;
		return `${[...head, ...causeLines(report.causes, room), ...foot].join('\n')}\n`;
	},
});

const headOf = (report: Report): readonly string[] => {
	const {node, environment, summary, origin} = report;
	const isNode = environment.installation.value === 'rke2';
	const told = toldBy(environment.cni);
	return [
		`# ${summary.verdict.toUpperCase()}: network of ${textOf(node.name, 100)}`,
		'',
		...(isNode ? [`Node ${textOf(describeNode(report), 300)}  `] : []),
		...(isNode && told !== '' ? [`CNI told by ${textOf(told, 300)}  `] : []),
		`${countsOf(report)}${origin === 'local' ? '' : ` · recording ${textOf(origin, 200)}`}`,
		...undecidedLines(summary.undecided),
		'',
	];
};

const countsOf = (report: Report): string => {
	const {findings, explained} = report.summary;
	const found = (['critical', 'warning', 'info'] as const)
		.filter(severity => findings[severity] > 0)
		.map(severity => `${findings[severity]} ${severity}`);
	const what = found.length === 0 ? 'nothing found' : found.join(', ');
	return `${what}${explained > 0 ? ` (${explained} explained)` : ''} · ${describeLooked(report)} · ${report.startedAt}`;
};

const undecidedLines = (reasons: readonly string[]): readonly string[] =>
	reasons.length === 0
		? []
		: [
				'',
				...reasons.slice(0, mostUndecided).map(reason => `- Undecided: ${textOf(reason, 300)}`),
				...(reasons.length > mostUndecided
					? [`- Undecided: ${reasons.length - mostUndecided} more reasons`]
					: []),
			];

const footOf = ({tool, causes}: Report): readonly string[] => [
	`---`,
	`${tool.name} ${tool.version}${causes.length === 0 ? '' : ` · \`rke2-netdoctor explain ${causes[0]?.finding.check}\` tells more`}`,
];

/** In full as long as the rest still fits in one line each. */
const causeLines = (causes: readonly Cause[], room: number): readonly string[] => {
	const lines: string[] = [];
	let shown = 0;
	for (const cause of causes) {
		const block = blockOf(cause, shown + 1);
		const rest = shortLines(causes.slice(shown + 1));
		if (lines.length + block.length + rest.length > room) {
			break;
		}
		lines.push(...block);
		shown += 1;
	}
	return [...lines, ...shortLines(causes.slice(shown))];
};

const shortLines = (causes: readonly Cause[]): readonly string[] =>
	causes.length === 0
		? []
		: [
				...causes
					.slice(0, mostShort)
					.map(
						({finding, rank}) =>
							`- **${rank.toUpperCase()}** ${textOf(finding.text, 200)} (\`${finding.check}\`)`,
					),
				...(causes.length > mostShort ? [`- and ${causes.length - mostShort} more`] : []),
				'',
			];

const blockOf = ({finding, explains, rank}: Cause, number: number): readonly string[] => {
	const {steps, links} = finding.guide;
	return [
		`## ${number}. ${rank.toUpperCase()}: ${textOf(finding.text, 400)}`,
		'',
		...evidenceLines(finding.evidence),
		`Check \`${finding.check}\`${finding.since === undefined ? '' : `, since ${minute(finding.since)}`}${explains.length === 0 ? '' : `, explains ${effectsOf(explains)}`}`,
		'',
		...steps
			.slice(0, mostSteps)
			.map(
				({text, changes}, index) =>
					`${index + 1}. ${codeOf(text, 500)}${changes === undefined ? '' : ` (changes the ${changes})`}`,
			),
		...(steps.length > mostSteps ? [`${mostSteps + 1}. ${steps.length - mostSteps} more steps`] : []),
		'',
		`Guide: ${links.map(({url}) => `<${url}>`).join(' ')}`,
		'',
	];
};

const effectsOf = (findings: readonly Finding[]): string => {
	const named = findings
		.slice(0, 4)
		.map(({check, subject}) => `\`${check}\` (${textOf(subjectKey(subject), 80)})`);
	return [...named, ...(findings.length > 4 ? [`${findings.length - 4} more`] : [])].join(', ');
};

const evidenceLines = (evidence: readonly Excerpt[]): readonly string[] => {
	const all = evidence.flatMap(({read, excerpt}) => [
		`$ ${visibleLine(read)}`,
		...visible(excerpt).trimEnd().split('\n'),
	]);
	const shown = all.slice(0, all.length > mostEvidence ? mostEvidence - 1 : mostEvidence);
	const lines = [
		...shown.map(line => shorten(line, 200)),
		...(all.length > shown.length ? [`(${all.length - shown.length} more lines in the JSON)`] : []),
	];
	const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
	return [`${fence}text`, ...lines, fence, ''];
};

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));

/** A code span: nothing in it is markup, a mention or a link. */
const codeOf = (text: string, most: number): string => {
	const line = shorten(visibleLine(text), most);
	const fence = '`'.repeat(longestRun(line) + 1);
	const pad = /^[ `]|[ `]$/.test(line) ? ' ' : '';
	return `${fence}${pad}${line}${pad}${fence}`;
};

/** Trackers turn these into links and mail people, and no escape keeps them from it. */
const active = /@\w|#\d|:\/\/|www\./i;

/** Text of a sentence, without markup. */
const textOf = (text: string, most: number): string => {
	const line = shorten(visibleLine(text), most).trim();
	return active.test(line)
		? codeOf(line, most + 1)
		: line
				.replaceAll('&', '&amp;')
				.replaceAll('<', '&lt;')
				.replace(/[\\`*_[\]~|>]/g, String.raw`\$&`);
};

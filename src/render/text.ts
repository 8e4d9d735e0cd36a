import {Chalk, type ChalkInstance} from 'chalk';
import type {Severity} from '../core/check.ts';
import {subjectKey} from '../core/evaluate.ts';
import type {Cause, Changes, Finding, Outcome, OutcomeStatus, Report, Verdict} from '../core/report.ts';
import {visible, visibleLine} from './escape.ts';
import {describeLooked, describeNode, reasonTexts, shellPreparation, toldBy} from './headline.ts';
import {fixedLines, hasChanges, sinceText, subjectOf} from './notice.ts';
import {defineRenderer, type RenderOptions} from './renderer.ts';

interface Style {
	readonly paint: ChalkInstance;
	readonly symbols: Readonly<Record<OutcomeStatus | Severity, string>>;
	readonly width: number;
}

const unicode = {
	critical: '✖',
	warning: '!',
	info: 'i',
	passed: '✔',
	failed: '✖',
	unknown: '?',
	error: '⚠',
	'not-applicable': '-',
} as const;
const ascii = {...unicode, critical: 'x', failed: 'x', passed: '+', error: 'E'} as const;

/** Excerpt lines of one piece of evidence; the rest is in the JSON. */
const excerptLines = 6;

export const text = defineRenderer({
	id: 'text',
	summary: 'for a person at a terminal: causes first, then what was looked at',
	render: (report, options) => {
		const style = styleFor(options);
		if (report.environment.installation.value !== 'rke2') {
			return `${notJudged(report)}\n`;
		}
		return `${[
			...noticeOf(report),
			header(report, style),
			...report.causes.map(cause => causeBlock(cause, report.changes, style)),
			...(options.isVerbose ? [everyOutcome(report.outcomes, style)] : []),
			footer(report, style),
		].join('\n\n')}\n`;
	},
});

/** What a scheduled run says first: a line fit for the subject of a mail, and what is gone. */
const noticeOf = (report: Report): readonly string[] =>
	hasChanges(report) ? [[subjectOf(report), ...fixedLines(report.changes)].join('\n')] : [];

/** Nothing applies to a machine without RKE2, so nothing but the reason is worth a line. */
const notJudged = ({tool, summary}: Report): string =>
	`${tool.name} ${tool.version}: ${visibleLine(summary.undecided.join('; '))} (${summary.verdict}, exit ${summary.exitCode})`;

const styleFor = ({hasColor, isAscii, width}: RenderOptions): Style => ({
	paint: new Chalk({level: hasColor ? 1 : 0}),
	symbols: isAscii ? ascii : unicode,
	width,
});

const severityColor = (severity: Severity, paint: ChalkInstance): ChalkInstance =>
	({critical: paint.red, warning: paint.yellow, info: paint.cyan})[severity];

const header = (report: Report, {paint}: Style): string => {
	const {tool, environment, origin} = report;
	const lines = [`${paint.bold(`${tool.name} ${tool.version}`)}   ${visibleLine(describeNode(report))}`];
	const cni = toldBy(environment.cni);
	if (cni !== '') {
		lines.push(paint.dim(`CNI told by ${visibleLine(cni)}`));
	}
	const preparation = shellPreparation(report);
	if (preparation !== undefined) {
		const where =
			environment.role.value === 'server'
				? ''
				: " (kubectl: on a server, or with an administrator's kubeconfig)";
		lines.push(paint.dim(`For the steps: ${visibleLine(preparation)}${where}`));
	}
	if (origin !== 'local') {
		lines.push(paint.bold(`RECORDING ${visibleLine(origin)}: not this machine`));
	}
	return lines.join('\n');
};

const causeBlock = (
	{finding, explains, hides, rank}: Cause,
	changes: Changes | undefined,
	style: Style,
): string => {
	const {paint} = style;
	const parts = [
		titleLine(finding, rank, style),
		...finding.evidence.flatMap(({read, excerpt}) => evidenceLines(read, excerpt, style)),
	];
	const since = sinceText(finding, changes);
	if (since !== undefined) {
		parts.push(`  ${paint.bold('Since:')} ${since}`);
	}
	if (explains.length > 0) {
		parts.push(`  ${paint.bold('Explains:')} ${explains.map(describeEffect).join(', ')}`);
	}
	if (hides.length > 0) {
		parts.push(`  ${paint.bold('Hides:   ')} ${countChecks(hides.length)} that could not look`);
	}
	finding.guide.steps.forEach((step, index) => {
		const mark = step.changes === undefined ? '' : paint.magenta(`   (changes the ${step.changes})`);
		parts.push(`  ${index === 0 ? paint.bold('Do:   ') : '      '} ${visibleLine(step.text)}${mark}`);
	});
	finding.guide.links.forEach(({url}, index) => {
		parts.push(`  ${index === 0 ? paint.bold('Guide:') : '      '} ${paint.underline(url)}`);
	});
	return parts.join('\n');
};

/** With the rank of the cause: a warning that explains something critical is critical. */
const titleLine = (finding: Finding, severity: Severity, {paint, symbols, width}: Style): string => {
	const color = severityColor(severity, paint);
	const label = `${symbols[severity]} ${severity.toUpperCase().padEnd(9)}`;
	const sentence = visibleLine(finding.text);
	const room = width - label.length - sentence.length - 2;
	const id = paint.dim(room > finding.check.length ? finding.check.padStart(room) : finding.check);
	return `${color.bold(label)} ${paint.bold(sentence)}  ${id}`;
};

const evidenceLines = (read: string, excerpt: string, {paint}: Style): readonly string[] => {
	const lines = visible(excerpt).split('\n');
	const shown = lines.slice(0, excerptLines);
	const rest = lines.length - shown.length;
	return [
		`    ${paint.cyan(`$ ${visibleLine(read)}`)}`,
		...shown.map(line => `      ${line}`),
		...(rest > 0 ? [paint.dim(`      (${rest} more lines in -o json)`)] : []),
	];
};

const describeEffect = (finding: Finding): string =>
	`${finding.check} (${visibleLine(finding.subject.name)})`;

const everyOutcome = (outcomes: readonly Outcome[], {symbols}: Style): string =>
	outcomes
		.map(outcome => {
			const why = 'why' in outcome ? `: ${visibleLine(outcome.why)}` : '';
			const found =
				outcome.status === 'failed'
					? `: ${outcome.findings.map(({subject}) => visibleLine(subjectKey(subject))).join(', ')}${outcome.truncated ? ` and ${(outcome.total ?? 0) - outcome.findings.length} more` : ''}`
					: '';
			return `${symbols[outcome.status]} ${outcome.check.padEnd(36)} ${outcome.status}${why}${found}`;
		})
		.join('\n');

const footer = (report: Report, style: Style): string => {
	const {summary, outcomes} = report;
	return [
		...(outcomes.length === 0 ? [] : [groupLine(outcomes, style)]),
		...unknownLines(report, style),
		...summary.undecided.map(why => `${style.symbols.unknown} undecided: ${shortened(why)}`),
		countLine(report, style),
	].join('\n');
};

const groupLine = (outcomes: readonly Outcome[], style: Style): string => {
	const groups = new Map<string, Outcome[]>();
	for (const outcome of outcomes) {
		const group = outcome.check.split('/')[0] ?? outcome.check;
		groups.set(group, [...(groups.get(group) ?? []), outcome]);
	}
	const used = [...groups].filter(([, all]) => all.some(({status}) => status !== 'not-applicable'));
	const unused = [...groups.keys()].filter(group => !used.some(([name]) => name === group));
	const line = used.map(([group, all]) => `${group} ${groupCounts(all, style)}`).join('   ');
	return unused.length === 0 ? line : `${line}   ${style.paint.dim(`not used here: ${unused.join(', ')}`)}`;
};

const groupCounts = (outcomes: readonly Outcome[], {paint, symbols}: Style): string => {
	const severities = outcomes.flatMap(outcome =>
		outcome.status === 'failed' ? outcome.findings.map(({severity}) => severity) : [],
	);
	const count = (status: OutcomeStatus): number =>
		outcomes.filter(outcome => outcome.status === status).length;
	const counts: readonly (readonly [number, string, ChalkInstance])[] = [
		[severities.filter(severity => severity === 'critical').length, symbols.critical, paint.red],
		[severities.filter(severity => severity === 'warning').length, symbols.warning, paint.yellow],
		[severities.filter(severity => severity === 'info').length, symbols.info, paint.cyan],
		[count('error'), symbols.error, paint.red],
		[count('unknown'), symbols.unknown, paint.yellow],
		[count('passed'), symbols.passed, paint.green],
	];
	return counts
		.filter(([number]) => number > 0)
		.map(([number, symbol, color]) => color(`${symbol}${number}`))
		.join(' ');
};

/** Unknown outcomes by reason: one line for each, not for each check. What a cause explains stands there. */
const unknownLines = ({outcomes, causes}: Report, {paint, symbols}: Style): readonly string[] => {
	const hidden = new Set(causes.flatMap(({hides}) => hides));
	const byReason = new Map<keyof typeof reasonTexts, string[]>();
	for (const outcome of outcomes) {
		if (outcome.status === 'unknown' && !hidden.has(outcome.check)) {
			byReason.set(outcome.reason, [...(byReason.get(outcome.reason) ?? []), outcome.why]);
		}
	}
	return [...byReason].map(([reason, whys]) => {
		const [first = '', ...others] = [...new Set(whys)];
		const example =
			reason === 'not-recorded' ? '' : ` (${shortened(first)}${others.length === 0 ? '' : ', …'})`;
		return paint.yellow(
			`${symbols.unknown} ${countChecks(whys.length)} unknown: ${reasonTexts[reason]}${example}`,
		);
	});
};

/** Programs wrap their errors in long sentences; the whole of it is in the JSON. */
const shortened = (why: string): string => {
	const line = visibleLine(why);
	return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};

const countChecks = (count: number): string => `${count} ${count === 1 ? 'check' : 'checks'}`;

const verdictColor = (verdict: Verdict, paint: ChalkInstance): ChalkInstance =>
	({ok: paint.green, warning: paint.yellow, critical: paint.red, undecided: paint.yellow})[verdict];

const countLine = (report: Report, {paint}: Style): string => {
	const {summary, durationMs} = report;
	const {verdict, exitCode, findings, explained} = summary;
	const found = (['critical', 'warning', 'info'] as const)
		.filter(severity => findings[severity] > 0)
		.map(severity => `${findings[severity]} ${severity}`);
	const parts = [
		describeLooked(report),
		...(found.length === 0
			? ['nothing found']
			: [`${found.join(', ')}${explained > 0 ? ` (${explained} explained)` : ''}`]),
		`${summary.outcomes['not-applicable']} do not apply`,
		`${(durationMs / 1000).toFixed(1)} s`,
	];
	return `${parts.join(' · ')} · ${verdictColor(verdict, paint).bold(`verdict ${verdict.toUpperCase()}`)} (exit ${exitCode})`;
};

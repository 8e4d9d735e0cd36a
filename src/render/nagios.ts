import type {Cause, Report} from '../core/report.ts';
import {shorten, visibleLine} from './escape.ts';
import {describeLooked} from './headline.ts';
import {defineRenderer} from './renderer.ts';

/** Nagios' words for the exit codes, which are those of a verdict. */
const states = {ok: 'OK', warning: 'WARNING', critical: 'CRITICAL', undecided: 'UNKNOWN'} as const;
/** Agents such as NRPE cut at 4 kB or less. */
const mostCauses = 10;

/** Output of a plugin of Nagios and Icinga: https://nagios-plugins.org/doc/guidelines.html#PLUGOUTPUT. */
export const nagios = defineRenderer({
	id: 'nagios',
	summary: 'plugin output of Nagios and Icinga, with performance data',
	render: report => {
		const {node, summary, causes} = report;
		const line = `${states[summary.verdict]} - ${plain(node.name, 60)}: ${headlineOf(report)} | ${performanceData(report)}`;
		const more =
			causes.length > mostCauses ? [`and ${causes.length - mostCauses} more: rke2-netdoctor -o text`] : [];
		return `${[line, ...causes.slice(0, mostCauses).map(causeLine), ...more].join('\n')}\n`;
	},
});

const headlineOf = (report: Report): string => {
	const {causes, summary} = report;
	const [first] = causes;
	if (summary.verdict === 'undecided') {
		return plain(summary.undecided.join('; '), 200);
	}
	if (first === undefined) {
		return `nothing found, ${describeLooked(report)}`;
	}
	const others = causes.length === 1 ? '' : ` (and ${causes.length - 1} more)`;
	return `${plain(first.finding.text, 200)}${others}`;
};

const causeLine = ({finding, rank, explains}: Cause): string =>
	`${rank.toUpperCase()} ${finding.check}: ${plain(finding.text, 250)}${
		explains.length === 0 ? '' : ` (explains ${explains.length} more)`
	}`;

/** `label=value[unit];[warning];[critical];[minimum];[maximum]` */
const performanceData = ({summary, durationMs}: Report): string => {
	const {findings, outcomes} = summary;
	return [
		`critical=${findings.critical};;0;0`,
		`warning=${findings.warning};0;;0`,
		`info=${findings.info};;;0`,
		`passed=${outcomes.passed};;;0`,
		`unknown=${outcomes.unknown};;;0`,
		`errors=${outcomes.error};;;0`,
		`duration=${(durationMs / 1000).toFixed(3)}s;;;0`,
	].join(' ');
};

/** A bar begins performance data, and some pages show output as HTML. */
const plain = (text: string, most: number): string =>
	shorten(visibleLine(text), most).replaceAll('|', '/').replaceAll('<', '[').replaceAll('>', ']');

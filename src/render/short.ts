import {visibleLine} from './escape.ts';
import {describeLooked} from './headline.ts';
import {fixedLines, hasChanges, subjectOf} from './notice.ts';
import {defineRenderer} from './renderer.ts';

/** One line per cause and one for the verdict: what fits a chat message or a mail subject. */
export const short = defineRenderer({
	id: 'short',
	summary: 'one line for the verdict and one per cause',
	render: report => {
		const {node, causes, summary} = report;
		const lines = causes.map(
			({finding, explains, rank}) =>
				`${rank.toUpperCase()} ${finding.check}: ${visibleLine(finding.text)}${
					explains.length === 0 ? '' : ` (explains ${explains.length} more)`
				}`,
		);
		const why = summary.verdict === 'undecided' ? `: ${summary.undecided.map(visibleLine).join('; ')}` : '';
		return `${[...(hasChanges(report) ? [subjectOf(report), ...fixedLines(report.changes)] : []), `${visibleLine(node.name)}: ${summary.verdict.toUpperCase()}${why || ` (${describeLooked(report)})`}`, ...lines].join('\n')}\n`;
	},
});

import {visibleLine} from './escape.ts';
import {defineRenderer} from './renderer.ts';

/** One line per cause and one for the verdict: what fits a chat message or a mail subject. */
export const short = defineRenderer({
	id: 'short',
	summary: 'one line for the verdict and one per cause',
	render: ({node, causes, summary}) => {
		const lines = causes.map(
			({finding, explains, rank}) =>
				`${rank.toUpperCase()} ${finding.check}: ${visibleLine(finding.text)}${
					explains.length === 0 ? '' : ` (explains ${explains.length} more)`
				}`,
		);
		const why = summary.verdict === 'undecided' ? `: ${summary.undecided.map(visibleLine).join('; ')}` : '';
		return `${[`${node.name}: ${summary.verdict.toUpperCase()}${why}`, ...lines].join('\n')}\n`;
	},
});

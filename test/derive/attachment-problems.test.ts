import {describe, expect, it} from 'vitest';
import {attachmentProblem} from '../../src/derive/attachment-problems.ts';
import {parseAttachmentConfig} from '../../src/parsers/network-attachment.ts';
import {textOfFile} from '../tree.ts';

interface Outcome {
	readonly config: {readonly name?: string};
	/** What Multus 4.3.0 said with the reference plugins 1.1.1; null where the pod got its interface. */
	readonly error: string | null;
}

const outcomes: readonly Outcome[] = textOfFile('test/parsers/outputs/multus-4.3.0-attachments.jsonl')
	.split('\n')
	.filter(line => line !== '')
	.map(line => JSON.parse(line));

/** Errors of one node, or of that version of the plugins, and a delegate without the name that a definition would give it. */
const ofNode =
	/Link not found|must be \[0, master MTU|dial unix|failed to find plugin|config is "1\.1\.0"|network is unreachable|missing network name|nosuch/;

describe('attachmentProblem against what the plugins did', () => {
	it.each(outcomes.map(outcome => [JSON.stringify(outcome.config), outcome] as const))(
		'%s',
		(text, {error}) => {
			const parsed = parseAttachmentConfig(text, 'n');
			const problem = parsed.ok ? attachmentProblem(parsed.value) : parsed.problem.message;
			if (error === null || ofNode.test(error)) {
				expect(problem).toBeUndefined();
			} else {
				expect(problem, error).toBeDefined();
			}
		},
	);
});

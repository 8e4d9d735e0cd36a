/** A line of an answer of BIRD without the code in front of it. */
export interface BirdLine {
	readonly code: number;
	readonly text: string;
}

const firstError = 8000;
const coded = /^(\d{4})([ -])(.*)$/;

/**
 * The lines of a whole answer. A line without a code has that of the line before, and one with a code and a space is
 * the last: https://bird.network.cz/?get_doc&v=16&f=prog-2.html#ss2.9
 * @throws Error for what BIRD does not say, for an answer that is cut off, and for an error that BIRD answers
 */
export const birdLinesOf = (answer: string): readonly BirdLine[] => {
	const texts = answer.replace(/\n$/, '').split('\n');
	const lines: BirdLine[] = [];
	for (const [index, text] of texts.entries()) {
		const [, code, separator, rest = ''] = coded.exec(text) ?? [];
		const isLast = index === texts.length - 1;
		if (code !== undefined) {
			lines.push({code: Number(code), text: rest});
		} else {
			const before = lines.at(-1);
			if (before === undefined || !text.startsWith(' ')) {
				throw new Error(
					`expected a line of BIRD that begins with a code, got ${JSON.stringify(text.slice(0, 60))}`,
				);
			}
			lines.push({code: before.code, text: text.slice(1)});
		}
		if (isLast !== (separator === ' ')) {
			throw new Error(
				isLast ? 'the answer of BIRD is cut off' : `expected the end of the answer after ${text}`,
			);
		}
	}
	const last = lines.at(-1);
	if (last !== undefined && last.code >= firstError) {
		throw new Error(`BIRD answered: ${last.text}`);
	}
	return lines;
};

/** The error with which BIRD answered: `8005` is that the protocol is down. */
export const birdErrorOf = (answer: string): BirdLine | undefined => {
	const [, code, , text = ''] = coded.exec(answer.replace(/\n$/, '')) ?? [];
	return code === undefined || Number(code) < firstError ? undefined : {code: Number(code), text};
};

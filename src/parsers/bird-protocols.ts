import {type BgpSession, sessionOf} from './bgp-session.ts';
import {type BirdLine, birdLinesOf} from './bird-answer.ts';
import {type BirdProtocolState, type BirdRow, rowOf} from './bird-row.ts';

/** Hands routes to the kernel. */
export interface KernelProtocol {
	readonly name: string;
	readonly state: BirdProtocolState;
	/** `export none`: nothing that BIRD learns gets into the kernel. */
	readonly exportsNothing: boolean;
	readonly row: string;
}

export interface BirdProtocols {
	readonly kernel: readonly KernelProtocol[];
	readonly sessions: readonly BgpSession[];
}

const codes = {heading: 2002, row: 1002, detail: 1006, end: 0} as const;
const detailForm = /^ +([A-Z][A-Za-z ]*):\s*(.*)$/;

/** `Neighbor graceful restart active` is a line without a value. */
const detailsOf = (lines: readonly BirdLine[]): ReadonlyMap<string, string> =>
	new Map(
		lines.map(({text}) => {
			const [, name, value = ''] = detailForm.exec(text) ?? [];
			return [name ?? text.trim(), value.trim()] as const;
		}),
	);

const blocksOf = (lines: readonly BirdLine[]): readonly (readonly [BirdRow, readonly BirdLine[]])[] => {
	const blocks: [BirdRow, BirdLine[]][] = [];
	for (const line of lines) {
		if (line.code === codes.row && line.text.trim() !== '') {
			blocks.push([rowOf(line.text), []]);
		} else if (line.code === codes.detail || line.text.trim() === '') {
			blocks.at(-1)?.[1].push(line);
		} else {
			throw new Error(`expected a protocol of BIRD, got the code ${line.code}`);
		}
	}
	return blocks;
};

/**
 * Reads `show protocols all`. What does not fit together is an error: a session must not seem to be down because its
 * row is damaged.
 * @param now BIRD's own time, of `show status`
 */
export const parseBirdProtocols = (answer: string, now: number): BirdProtocols => {
	const [heading, ...lines] = birdLinesOf(answer);
	if (
		heading?.code !== codes.heading ||
		heading.text.split(/\s+/).join(' ') !== 'name proto table state since info'
	) {
		throw new Error(`expected the heading of protocols, got ${JSON.stringify(heading?.text.slice(0, 60))}`);
	}
	const blocks = blocksOf(lines.slice(0, -1));
	return {
		kernel: blocks
			.filter(([{kind}]) => kind === 'Kernel')
			.map(([{name, state, text}, details]) => ({
				name,
				state,
				exportsNothing: detailsOf(details).get('Output filter') === 'REJECT',
				row: text,
			})),
		sessions: blocks
			.filter(([{kind}]) => kind === 'BGP')
			.map(([row, details]) => sessionOf(row, detailsOf(details), now)),
	};
};

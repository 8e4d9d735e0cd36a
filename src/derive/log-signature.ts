import type {LogLine} from '../parsers/cri-log.ts';

/** What lines of a component's log mean, and when they mean nothing. */
export interface LogSignature<Fault extends string> {
	readonly fault: Fault;
	readonly says: RegExp;
	/** The containers that say it; all, unless told otherwise. */
	readonly by?: readonly string[];
	/** Lines that read alike and are harmless. */
	readonly except?: RegExp;
	/** Said less often it is still the usual wait; 1 unless told otherwise. */
	readonly atLeast?: number;
	/** Milliseconds: said longer ago than this before the last line, it has passed. */
	readonly within?: number;
	/** Milliseconds from the first to the last time: said in a shorter time it is a moment's trouble. */
	readonly lasting?: number;
	/** Milliseconds: only what was said in this time before the last line counts; all of the log, unless told otherwise. */
	readonly span?: number;
	/** What the component says when it is over. */
	readonly over?: RegExp;
}

/** A line with the container that wrote it, where signatures ask for it. */
export interface SourceLine extends LogLine {
	readonly container?: string;
}

/** What a log complains of at its end. */
export interface LogTrouble<Fault extends string, Line extends SourceLine = LogLine> {
	readonly fault: Fault;
	/** The last line that says so. */
	readonly line: Line;
	/** How often it is said since the last recovery, or in the signature's span. */
	readonly count: number;
	/** When it was said first since then, in milliseconds since the epoch. */
	readonly since: number;
}

const isSaidIn = ({says, by, except}: LogSignature<string>, {message, container}: SourceLine): boolean =>
	says.test(message) &&
	except?.test(message) !== true &&
	(by === undefined || container === undefined || by.includes(container));

/**
 * What these lines complain of and have not recovered from, the last complaint last. Of the signatures that fit a line
 * the first counts; after a line that fits `allWell` everything is over.
 */
export const openTroubles = <Fault extends string, Line extends SourceLine>(
	lines: readonly Line[],
	signatures: readonly LogSignature<Fault>[],
	allWell?: RegExp,
): readonly LogTrouble<Fault, Line>[] => {
	const open = new Map<Fault, {readonly signature: LogSignature<Fault>; readonly said: Line[]}>();
	for (const line of lines) {
		for (const [fault, {signature}] of [...open]) {
			if (allWell?.test(line.message) === true || signature.over?.test(line.message) === true) {
				open.delete(fault);
			}
		}
		const signature = signatures.find(one => isSaidIn(one, line));
		if (signature !== undefined) {
			const {fault} = signature;
			const said = open.get(fault)?.said ?? [];
			open.delete(fault);
			said.push(line);
			open.set(fault, {signature, said});
		}
	}
	const end = lines.at(-1)?.time ?? 0;
	return [...open].flatMap(([fault, {signature, said}]) => {
		const {atLeast = 1, within = Number.POSITIVE_INFINITY, lasting = 0, span} = signature;
		const line = said.at(-1);
		if (line === undefined) {
			return [];
		}
		const counted = span === undefined ? said : said.filter(({time}) => line.time - time <= span);
		const {time: since} = counted[0] ?? line;
		const isOpen = counted.length >= atLeast && end - line.time <= within && line.time - since >= lasting;
		return isOpen ? [{fault, line, count: counted.length, since}] : [];
	});
};

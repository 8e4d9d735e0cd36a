import {parseTimestamp} from './timestamp.ts';

export interface LogLine {
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly stream: 'stdout' | 'stderr';
	readonly message: string;
}

const pattern = /^(\S+) (stdout|stderr) ([FP])(?::\S*)? ?(.*)$/s;

interface Piece extends LogLine {
	readonly isPartial: boolean;
}

const pieceOf = (line: string): Piece | undefined => {
	const [, time = '', stream, tag, message = ''] = pattern.exec(line) ?? [];
	if (stream !== 'stdout' && stream !== 'stderr') {
		return undefined;
	}
	try {
		return {time: parseTimestamp(time), stream, message, isPartial: tag === 'P'};
	} catch {
		return undefined;
	}
};

/**
 * A container's log as containerd writes it, partial lines joined. What is no log line is left out, such as
 * the beginning of a line that a read from the end cut; an error when no line is one.
 */
export const parseCriLog = (text: string): readonly LogLine[] => {
	const lines = text.split(/\r?\n/).filter(line => line !== '');
	const pieces = lines.map(pieceOf).filter(piece => piece !== undefined);
	if (lines.length > 1 && pieces.length === 0) {
		throw new Error(
			`expected "<time> stdout|stderr F|P <message>", got ${JSON.stringify(lines[0]?.slice(0, 60))}`,
		);
	}
	const open = new Map<LogLine['stream'], LogLine>();
	const joined: LogLine[] = [];
	for (const {time, stream, message, isPartial} of pieces) {
		const begun = open.get(stream);
		const line = begun === undefined ? {time, stream, message} : {...begun, message: begun.message + message};
		if (isPartial) {
			open.set(stream, line);
		} else {
			open.delete(stream);
			joined.push(line);
		}
	}
	return [...joined, ...open.values()];
};

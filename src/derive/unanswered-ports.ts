import type {ConntrackEntry} from '../parsers/conntrack.ts';

/** Connections that differ in nothing but the port that was chosen for them: those of one range get no answer. */
export interface UnansweredPorts {
	/** Lowest and highest source port without an answer. */
	readonly from: number;
	readonly to: number;
	readonly unanswered: readonly [ConntrackEntry, ...ConntrackEntry[]];
	/** Lowest and highest source port with answers. */
	readonly answeredFrom: number;
	readonly answeredTo: number;
	readonly answered: readonly [ConntrackEntry, ...ConntrackEntry[]];
	/** `address:port` of servers that answer the one and not the other. */
	readonly servers: readonly string[];
}

/** By chance six of each are on two sides of a border once in five hundred times. */
const leastOfEach = 6;

const serverOf = ({original}: ConntrackEntry): string =>
	`${original.destination}:${original.destinationPort}`;
/** Source and source port as the world sees them. */
const isMasqueraded = ({original, reply}: ConntrackEntry): boolean => reply.destination !== original.source;
const portOf = ({reply}: ConntrackEntry): number => reply.destinationPort;

/** Undefined unless every server counted answers some ports and not others, with one border between them. */
export const unansweredPorts = (entries: readonly ConntrackEntry[]): UnansweredPorts | undefined => {
	const outward = entries.filter(
		entry =>
			entry.protocol === 'tcp' && isMasqueraded(entry) && entry.reply.source === entry.original.destination,
	);
	const answeredBy = new Set(outward.filter(({isReplied}) => isReplied).map(serverOf));
	const unanswered = outward.filter(
		entry => !entry.isReplied && entry.state === 'SYN_SENT' && answeredBy.has(serverOf(entry)),
	);
	const servers = new Set(unanswered.map(serverOf));
	const answered = outward.filter(entry => entry.isReplied && servers.has(serverOf(entry)));
	const [first, ...more] = unanswered;
	const [firstAnswered, ...moreAnswered] = answered;
	if (
		first === undefined ||
		firstAnswered === undefined ||
		unanswered.length < leastOfEach ||
		answered.length < leastOfEach
	) {
		return undefined;
	}
	const [silent, heard] = [unanswered.map(portOf), answered.map(portOf)];
	const [from, to] = [Math.min(...silent), Math.max(...silent)];
	const [answeredFrom, answeredTo] = [Math.min(...heard), Math.max(...heard)];
	return to < answeredFrom || from > answeredTo
		? {
				...{from, to, answeredFrom, answeredTo},
				unanswered: [first, ...more],
				answered: [firstAnswered, ...moreAnswered],
				servers: [...servers],
			}
		: undefined;
};

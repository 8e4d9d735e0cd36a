import type {ConntrackEntry} from '../../src/parsers/conntrack.ts';

interface Given {
	readonly source?: string;
	readonly to?: string;
	readonly port: number;
	/** Who is to answer, and to whom: what was translated. */
	readonly by?: string;
	readonly back?: string;
	/** The port that the answer comes to. */
	readonly backPort: number;
	readonly isReplied: boolean;
	readonly secondsLeft?: number;
}

/** A connection as the kernel tracks it; not translated where nothing is given. */
export const tracked = (
	protocol: 'tcp' | 'udp',
	{
		source = '10.42.1.7',
		to = '203.0.113.10',
		port,
		by = to,
		back = source,
		backPort,
		isReplied,
		secondsLeft = 29,
	}: Given,
): ConntrackEntry => ({
	protocol,
	...(protocol === 'tcp' && {state: isReplied ? 'ESTABLISHED' : 'SYN_SENT'}),
	isReplied,
	secondsLeft,
	original: {source, destination: to, sourcePort: 40_000, destinationPort: port},
	reply: {source: by, destination: back, sourcePort: port, destinationPort: backPort},
	line: `${protocol} src=${source} dst=${to} dport=${backPort}`,
});

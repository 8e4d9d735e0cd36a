/** One direction of a tracked connection. */
export interface ConntrackTuple {
	readonly source: string;
	readonly destination: string;
	readonly sourcePort: number;
	readonly destinationPort: number;
}

/** A connection of TCP or UDP that the kernel tracks. */
export interface ConntrackEntry {
	readonly protocol: 'tcp' | 'udp';
	/** Of TCP: SYN_SENT, ESTABLISHED, TIME_WAIT … */
	readonly state?: string;
	/** Whether anything came back. */
	readonly isReplied: boolean;
	/** Until the kernel forgets it, in seconds: each packet sets it anew. */
	readonly secondsLeft: number;
	/** As it was sent. */
	readonly original: ConntrackTuple;
	/** As the answer is expected: what was translated differs from the original turned around. */
	readonly reply: ConntrackTuple;
	/** As the kernel writes it, single spaces. */
	readonly line: string;
}

const tuple = String.raw`src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)`;
const pattern = new RegExp(
	String.raw`^ipv[46]\s+\d+\s+(tcp|udp)\s+\d+\s+(\d+)\s+(?:([A-Z_0-9]+)\s+)?${tuple}.*?\s(\[UNREPLIED\]\s+)?${tuple}`,
);

const tupleOf = ([source = '', destination = '', sourcePort, destinationPort]: readonly (
	| string
	| undefined
)[]): ConntrackTuple => ({
	source,
	destination,
	sourcePort: Number(sourcePort),
	destinationPort: Number(destinationPort),
});

/**
 * /proc/net/nf_conntrack: https://github.com/torvalds/linux/blob/master/net/netfilter/nf_conntrack_standalone.c
 * Other protocols are left out, and the half of a line at the end.
 */
export const parseConntrack = (text: string): readonly ConntrackEntry[] =>
	text.split('\n').flatMap(raw => {
		const found = pattern.exec(raw);
		const [, protocol, secondsLeft, state, ...rest] = found ?? [];
		return protocol !== 'tcp' && protocol !== 'udp'
			? []
			: [
					{
						protocol,
						...(state !== undefined && {state}),
						secondsLeft: Number(secondsLeft),
						isReplied: rest[4] === undefined,
						original: tupleOf(rest.slice(0, 4)),
						reply: tupleOf(rest.slice(5)),
						line: raw.replaceAll(/\s+/g, ' ').trim(),
					},
				];
	});

export interface Socket {
	readonly address: string;
	readonly port: number;
	readonly remoteAddress: string;
	readonly remotePort: number;
	/** The kernel's names; a UDP socket that only receives is CLOSE. */
	readonly state: SocketState;
	readonly inode: number;
	/** Datagrams dropped because nobody fetched them; only of UDP. */
	readonly drops?: number;
}

/** In the order of the kernel's numbers, from 1: https://github.com/torvalds/linux/blob/master/include/net/tcp_states.h */
export const socketStates = [
	'ESTABLISHED',
	'SYN_SENT',
	'SYN_RECV',
	'FIN_WAIT1',
	'FIN_WAIT2',
	'TIME_WAIT',
	'CLOSE',
	'CLOSE_WAIT',
	'LAST_ACK',
	'LISTEN',
	'CLOSING',
	'NEW_SYN_RECV',
] as const;
export type SocketState = (typeof socketStates)[number];

const ipv4Of = (bytes: readonly number[]): string => bytes.join('.');

/** RFC 5952: the longest run of zero groups, at least two, becomes `::`. */
const ipv6Of = (bytes: readonly number[]): string => {
	if (bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff) {
		return `::ffff:${ipv4Of(bytes.slice(12))}`;
	}
	const groups = Array.from({length: 8}, (_, index) =>
		(((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
	);
	const text = groups.join(':');
	const [longest = ''] = [...text.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)]
		.map(([zeros]) => zeros)
		.sort((one, other) => other.length - one.length);
	if (longest === '') {
		return text;
	}
	const start = text.search(new RegExp(`(?<![^:])${longest}(?![^:])`));
	const before = text.slice(0, start).replace(/:$/, '');
	const after = text.slice(start + longest.length).replace(/^:/, '');
	return `${before}::${after}`;
};

/** Words of four bytes in the order of the machine; every machine that RKE2 runs on is little-endian. */
const addressOf = (hex: string): string => {
	const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word =>
		[3, 2, 1, 0].map(index => Number.parseInt(word.slice(index * 2, index * 2 + 2), 16)),
	);
	return bytes.length === 4 ? ipv4Of(bytes) : ipv6Of(bytes);
};

const endpoint = /^((?:[\dA-F]{8}){1}|(?:[\dA-F]{8}){4}):([\dA-F]{4})$/i;

const endpointOf = (text: string | undefined): {readonly address: string; readonly port: number} => {
	const [, address, port] = endpoint.exec(text ?? '') ?? [];
	if (address === undefined || port === undefined) {
		throw new Error(`expected "<hexadecimal address>:<port>", got ${JSON.stringify(text ?? '')}`);
	}
	return {address: addressOf(address), port: Number.parseInt(port, 16)};
};

const numberOf = (text: string | undefined): number => {
	if (text === undefined || !/^\d+$/.test(text)) {
		throw new Error(`expected a number, got ${JSON.stringify(text ?? '')}`);
	}
	return Number(text);
};

const socketOf = (line: string, hasDrops: boolean): Socket => {
	const columns = line.trim().split(/\s+/);
	const local = endpointOf(columns[1]);
	const remote = endpointOf(columns[2]);
	const state = socketStates[Number.parseInt(columns[3] ?? '', 16) - 1];
	if (state === undefined) {
		throw new Error(`expected the number of a socket state, got ${JSON.stringify(columns[3] ?? '')}`);
	}
	return {
		...local,
		remoteAddress: remote.address,
		remotePort: remote.port,
		state,
		inode: numberOf(columns[9]),
		...(hasDrops && {drops: numberOf(columns[12])}),
	};
};

/** `/proc/net/{udp,udp6,tcp,tcp6}`. Sockets of the kernel, such as those of VXLAN, are among them. */
export const parseProcSockets = (text: string): readonly Socket[] => {
	const [header = '', ...lines] = text.trimEnd().split('\n');
	if (!/^\s*sl\s+local_address\s/.test(header)) {
		throw new Error(`expected the columns sl, local_address …, got ${JSON.stringify(header.slice(0, 60))}`);
	}
	const hasDrops = /\sdrops\s*$/.test(header);
	return lines.map(line => socketOf(line, hasDrops));
};

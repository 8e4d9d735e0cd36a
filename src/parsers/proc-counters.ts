/** Counters by protocol (`Ip`, `Udp`, `TcpExt` …) and name. */
export type ProcCounters = Readonly<Record<string, Readonly<Record<string, number>>>>;

const rowOf = (line: string | undefined): {readonly protocol: string; readonly cells: readonly string[]} => {
	const [, protocol, cells] = /^(\w+):\s*(.*?)\s*$/.exec(line ?? '') ?? [];
	if (protocol === undefined || cells === undefined) {
		throw new Error(`expected "<protocol>: …", got ${JSON.stringify(line?.slice(0, 60) ?? '')}`);
	}
	return {protocol, cells: cells === '' ? [] : cells.split(/\s+/)};
};

const integerOf = (text: string | undefined): number => {
	if (text === undefined || !/^-?\d+$/.test(text)) {
		throw new Error(`expected a number, got ${JSON.stringify(text ?? '')}`);
	}
	return Number(text);
};

/** `/proc/net/snmp` and `/proc/net/netstat`: pairs of a line of names and a line of values. */
export const parseProcCounters = (text: string): ProcCounters => {
	const lines = text.split('\n').filter(line => line.trim() !== '');
	const counters = new Map<string, Readonly<Record<string, number>>>();
	for (let index = 0; index < lines.length; index += 2) {
		const names = rowOf(lines[index]);
		const values = rowOf(lines[index + 1]);
		if (names.protocol !== values.protocol || names.cells.length !== values.cells.length) {
			throw new Error(
				`expected ${names.cells.length} values of ${names.protocol}, got ${values.cells.length} of ${values.protocol}`,
			);
		}
		counters.set(
			names.protocol,
			Object.fromEntries(names.cells.map((name, column) => [name, integerOf(values.cells[column])])),
		);
	}
	if (counters.size === 0) {
		throw new Error('expected lines of counters, got nothing');
	}
	return Object.fromEntries(counters);
};

const hexOf = (text: string | undefined): number => {
	if (text === undefined || !/^[\da-f]+$/i.test(text)) {
		throw new Error(`expected a hexadecimal number, got ${JSON.stringify(text ?? '')}`);
	}
	return Number.parseInt(text, 16);
};

/**
 * `/proc/net/stat/{nf_conntrack,arp_cache,ndisc_cache}`: one row for each CPU, summed up, but for `entries`,
 * which is the same total in every row.
 */
export const parseProcStat = (text: string): Readonly<Record<string, number>> => {
	const [header = '', ...rows] = text.trim().split('\n');
	const names = header.trim().split(/\s+/);
	if (names[0] !== 'entries' || rows.length === 0) {
		throw new Error(
			`expected the columns entries … and a row for each CPU, got ${JSON.stringify(header.slice(0, 60))}`,
		);
	}
	const totals = names.map(() => 0);
	rows.forEach((row, cpu) => {
		const cells = row.trim().split(/\s+/);
		if (cells.length !== names.length) {
			throw new Error(`expected ${names.length} columns, got ${cells.length}`);
		}
		cells.forEach((cell, column) => {
			totals[column] = column === 0 && cpu > 0 ? (totals[0] ?? 0) : (totals[column] ?? 0) + hexOf(cell);
		});
	});
	return Object.fromEntries(names.map((name, column) => [name, totals[column] ?? 0]));
};

/** `/proc/net/xfrm_stat`: packets that IPsec dropped, by reason; a name and a value in each line. */
export const parseXfrmStat = (text: string): Readonly<Record<string, number>> => {
	const rows = text.split('\n').filter(line => line.trim() !== '');
	if (rows.length === 0) {
		throw new Error('expected lines of counters, got nothing');
	}
	return Object.fromEntries(
		rows.map(row => {
			const [name, value, ...more] = row.trim().split(/\s+/);
			if (name === undefined || !/^Xfrm\w+$/.test(name) || more.length > 0) {
				throw new Error(`expected "Xfrm… <number>", got ${JSON.stringify(row.slice(0, 60))}`);
			}
			return [name, integerOf(value)];
		}),
	);
};

/** What a component of Felix last reported; `silent` where it has nothing to report. */
export type FelixReport = 'good' | 'bad' | 'timed-out' | 'silent';

export interface FelixComponent {
	readonly component: string;
	/** As printed: `30s`, `1m30s`, `-`. */
	readonly timeout: string;
	readonly liveness: FelixReport;
	readonly readiness: FelixReport;
	readonly detail: string;
}

const reports: ReadonlyMap<string, FelixReport> = new Map<string, FelixReport>(
	Object.entries({
		'reporting live': 'good',
		'reporting ready': 'good',
		'reporting non-live': 'bad',
		'reporting non-ready': 'bad',
		'timed out': 'timed-out',
		'-': 'silent',
		'': 'silent',
	} as const),
);

const reportOf = (cell: string): FelixReport => {
	const report = reports.get(cell);
	if (report === undefined) {
		throw new Error(`expected "reporting ready" or the like, got ${JSON.stringify(cell.slice(0, 60))}`);
	}
	return report;
};

const cellsOf = (line: string): readonly string[] =>
	line
		.trim()
		.replaceAll(/^\||\|$/g, '')
		.split('|')
		.map(cell => cell.trim());

/** Body of Felix' `/readiness` and `/liveness`: a table, or nothing in old versions. */
export const parseFelixHealth = (text: string): readonly FelixComponent[] => {
	const lines = text.split('\n').filter(line => line.trim() !== '' && !/^\s*\+[-+]+\+\s*$/.test(line));
	const [header, ...rows] = lines;
	if (header === undefined) {
		return [];
	}
	if (!/^\s*\|\s*COMPONENT\s*\|/.test(header)) {
		throw new Error(
			`expected a table that begins with COMPONENT, got ${JSON.stringify(header.slice(0, 60))}`,
		);
	}
	const components: FelixComponent[] = [];
	for (const row of rows) {
		const [component = '', timeout = '', liveness = '', readiness = '', ...rest] = cellsOf(row);
		const detail = rest.join('|');
		const last = components.at(-1);
		if (component === '' && last !== undefined) {
			/* A long detail goes on in the next row. */
			components[components.length - 1] = {...last, detail: `${last.detail} ${detail}`.trim()};
		} else {
			components.push({
				component,
				timeout,
				liveness: reportOf(liveness),
				readiness: reportOf(readiness),
				detail,
			});
		}
	}
	return components;
};

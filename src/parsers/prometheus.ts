/** A line of Prometheus' text format. */
export interface Metric {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

const line = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;

const labelsIn = (text: string): Readonly<Record<string, string>> =>
	Object.fromEntries(
		[...text.matchAll(/([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
			name,
			value,
		]),
	);

/** The metrics of one name; what is no line of that format is passed over, as Prometheus does with comments. */
export const metricsNamed = (text: string, name: string): readonly Metric[] =>
	text
		.split('\n')
		.filter(candidate => candidate.startsWith(name))
		.flatMap(candidate => {
			const [, found, labels = '', number = ''] = line.exec(candidate.trim()) ?? [];
			const value = /^[+-]?(?:\d|\.\d)/.test(number) ? Number(number) : Number.NaN;
			return found === name && Number.isFinite(value) ? [{name, labels: labelsIn(labels), value}] : [];
		});

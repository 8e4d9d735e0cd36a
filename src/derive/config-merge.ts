import type {Cni} from '../core/environment.ts';
import type {JsonObject} from '../parsers/json-value.ts';

export interface ConfigFile {
	readonly path: string;
	/** Keys as written, `tls-san+` included. */
	readonly values: JsonObject;
}

export interface Setting {
	/** What RKE2 passes on as `--key=value`, one for each. Empty for an empty list, which is as if unset. */
	readonly values: readonly string[];
	/** Files whose values these are, in the order in which they were read. */
	readonly files: readonly string[];
}

/** Settings by key, in the order in which the keys were first seen. */
export type Config = ReadonlyMap<string, Setting>;

/** Whether RKE2 reads this file of its `.d` directory. */
export const isDropIn = (name: string): boolean => /\.ya?ml$/i.test(name);

const byBytes = (a: ConfigFile, b: ConfigFile): number =>
	Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/** A list counts by its first element where a single value is expected, as RKE2's conversion does. */
const textOf = (value: unknown): string => {
	if (value === null || value === undefined) {
		return '';
	}
	if (Array.isArray(value)) {
		return textOf(value[0]);
	}
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

interface Accumulated {
	readonly value: unknown;
	readonly files: readonly string[];
}

const listOf = (value: unknown): readonly unknown[] => {
	if (Array.isArray(value)) {
		return value;
	}
	if (typeof value === 'string') {
		return [value];
	}
	const text = textOf(value).trim();
	return text === '' ? [] : [text];
};

const combine = (
	old: Accumulated | undefined,
	value: unknown,
	file: string,
	appends: boolean,
): Accumulated => {
	if (old === undefined) {
		return {value, files: [file]};
	}
	return appends
		? {...old, value: [...listOf(old.value), ...listOf(value)], files: [...new Set([...old.files, file])]}
		: {value, files: [file]};
};

/**
 * RKE2's own merge: the base file first, then its drop-ins in byte order; a key replaces what was before, `key+` appends.
 * https://github.com/k3s-io/k3s/blob/main/pkg/configfilearg/parser.go
 */
export const mergeConfig = (base: ConfigFile | undefined, dropIns: readonly ConfigFile[]): Config => {
	const settings = new Map<string, Accumulated>();
	const files = [
		...(base === undefined ? [] : [base]),
		...dropIns.filter(({path}) => isDropIn(path)).toSorted(byBytes),
	];
	for (const {path, values} of files) {
		for (const [written, value] of Object.entries(values)) {
			const key = written.replace(/\+$/, '');
			settings.set(key, combine(settings.get(key), value, path, key !== written));
		}
	}
	return new Map(
		[...settings].map(([key, {value, files}]) => [
			key,
			{values: Array.isArray(value) ? value.map(textOf) : [textOf(value)], files},
		]),
	);
};

/** Values of a key that takes a list; each may hold several, divided by commas. Empty when it is not set. */
export const listSetting = (config: Config, key: string): readonly string[] =>
	(config.get(key)?.values ?? [])
		.flatMap(value => value.split(','))
		.map(value => value.trim())
		.filter(value => value !== '');

/** Of a key given several times the last one counts. */
export const textSetting = (config: Config, key: string): string | undefined =>
	config.get(key)?.values.at(-1);

/** As Go reads it; undefined when it is not set or is no boolean. */
export const booleanSetting = (config: Config, key: string): boolean | undefined => {
	const text = textSetting(config, key) ?? '';
	if (/^(1|t|T|true|True|TRUE)$/.test(text)) {
		return true;
	}
	return /^(0|f|F|false|False|FALSE)$/.test(text) ? false : undefined;
};

/** `fromUnit` is RKE2_DATA_DIR of the unit, which the configuration file beats. */
export const dataDirectory = (config: Config, fromUnit?: string): string =>
	textSetting(config, 'data-dir') || fromUnit || '/var/lib/rancher/rke2';

export type CniSelection =
	| {readonly primary: Exclude<Cni, 'other'>; readonly multus: boolean}
	/** The text with which rke2-server ends. */
	| {readonly invalid: string};

const selectable = ['calico', 'canal', 'cilium', 'flannel'] as const;
const isSelectable = (value: string): value is (typeof selectable)[number] =>
	selectable.some(name => name === value);

const refused = (why: string): CniSelection => ({invalid: `Failed to validate --cni flag: ${why}`});

/**
 * What rke2-server makes of the values of `cni`, from the configuration or from RKE2_CNI.
 * https://github.com/rancher/rke2/blob/master/pkg/cli/cmds/server.go
 */
export const cniSelection = (values: readonly string[]): CniSelection => {
	const names = values.flatMap(value => value.trim().split(','));
	const [first = 'canal', second] = names;
	if (names.length > 2) {
		return refused('must specify 1 or 2 values');
	}
	if (names.length === 2 && first !== 'multus') {
		return refused('may only provide multiple values if multus is the first value');
	}
	if (names.length < 2 && first === 'multus') {
		return refused('multus must be used alongside another primary cni selection');
	}
	const primary = second ?? first;
	return primary === 'none' || isSelectable(primary)
		? {primary, multus: second !== undefined}
		: {invalid: `Invalid value ${primary} for --cni flag: must be one of ${selectable.join(',')}`};
};

import {present} from './json-value.ts';

/** What `rke2 --version` says. */
export interface Rke2Build {
	/** `v1.35.7+rke2r1` */
	readonly version: string;
	readonly commit?: string;
	readonly goVersion?: string;
}

const versionPattern = String.raw`v?\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.?\d+)?`;

/** The first word is the name of the program, whatever it was renamed to. */
export const parseRke2Version = (text: string): Rke2Build => {
	const [, version, commit] =
		new RegExp(String.raw`^\S+ version (${versionPattern}\+rke2r\d+\S*)(?: \(([\da-f]+)\))?`, 'm').exec(
			text,
		) ?? [];
	if (version === undefined) {
		throw new Error(`expected "rke2 version v1.35.7+rke2r1 (…)", got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return {version, ...present({commit, goVersion: /^go version (\S+)/m.exec(text)?.[1]})};
};

/** `v1.35.7-rke2r1-0123456789ab`, a folder of the data directory, to `v1.35.7+rke2r1`; `undefined` for other names. */
export const versionOfDataDirectory = (name: string): string | undefined => {
	const [, version, revision] = new RegExp(`^(${versionPattern})-(rke2r\\d+)-[\\da-f]+$`).exec(name) ?? [];
	return version === undefined ? undefined : `${version}+${revision}`;
};

interface Version {
	readonly major: number;
	readonly minor: number;
	readonly patch: number;
	/** alpha, beta and rc come before the release: -3, -2, -1, 0. */
	readonly stage: number;
	readonly stageNumber: number;
	/** Of `+rke2rN`; a bound of a range may leave it open. */
	readonly revision?: number;
}

const stages = ['alpha', 'beta', 'rc'];

const versionOf = (text: string): Version => {
	const match =
		/^v?(\d+)\.(\d+)\.(\d+)(?:-(alpha|beta|rc)\.?(\d+))?(?:\+(?:rke2|k3s)(?:r(\d+)|\d+)\S*)?$/.exec(text);
	if (match === null) {
		throw new Error(`expected a version such as v1.35.7+rke2r1, got ${JSON.stringify(text.slice(0, 60))}`);
	}
	const [, major, minor, patch, stage, stageNumber, revision] = match;
	return {
		major: Number(major),
		minor: Number(minor),
		patch: Number(patch),
		stage: stage === undefined ? 0 : stages.indexOf(stage) - stages.length,
		stageNumber: Number(stageNumber ?? 0),
		...(revision !== undefined && {revision: Number(revision)}),
	};
};

/** Negative when the first version is the older one; a revision counts only where both have one. */
const difference = (one: Version, other: Version): number =>
	one.major - other.major ||
	one.minor - other.minor ||
	one.patch - other.patch ||
	one.stage - other.stage ||
	one.stageNumber - other.stageNumber ||
	(one.revision !== undefined && other.revision !== undefined ? one.revision - other.revision : 0);

interface Bound {
	readonly operator: string;
	readonly version: Version;
}

const boundOf = (text: string): Bound => {
	const [, operator, version] = /^\s*(>=|>|<=|<|=)\s*(\S+)\s*$/.exec(text) ?? [];
	if (operator === undefined || version === undefined) {
		throw new Error(`expected a bound such as ">=1.33.6", got ${JSON.stringify(text)}`);
	}
	return {operator, version: versionOf(version)};
};

const holds = ({operator, version: bound}: Bound, version: Version): boolean => {
	const order = difference(version, bound);
	switch (operator) {
		case '>=':
			return order >= 0;
		case '>':
			return order > 0;
		case '<=':
			return order <= 0;
		case '<':
			return order < 0;
		default:
			return order === 0;
	}
};

const lineDifference = (one: Version, other: Version): number =>
	one.major - other.major || one.minor - other.minor;

/** Of bounds for several release lines, the one of the version's own line or of the nearest line before it speaks; before all lines the lowest. */
const decisive = (bounds: readonly Bound[], version: Version): Bound | undefined => {
	const sorted = bounds.toSorted((one, other) => difference(one.version, other.version));
	return sorted.findLast(bound => lineDifference(bound.version, version) <= 0) ?? sorted[0];
};

/**
 * Whether a version lies in a range given per minor release line: `['>=1.32.10', '>=1.33.6']` holds for
 * 1.32.10, 1.33.6 and all of 1.34, but not for 1.33.5. Lower and upper bounds must both hold.
 */
export const isVersionInRange = (text: string, range: readonly string[]): boolean => {
	const version = versionOf(text);
	const bounds = range.map(boundOf);
	const groups = [
		bounds.filter(({operator}) => operator.startsWith('>')),
		bounds.filter(({operator}) => operator.startsWith('<')),
	].map(group => decisive(group, version));
	return (
		groups.every(bound => bound === undefined || holds(bound, version)) &&
		bounds.filter(({operator}) => operator === '=').every(bound => holds(bound, version))
	);
};

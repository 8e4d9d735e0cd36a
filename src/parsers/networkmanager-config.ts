import {present} from './json-value.ts';

export interface ConfigFile {
	readonly path: string;
	readonly text: string;
}

/** A list of devices, and the file that had the last word about it. */
export interface DeviceList {
	/** `interface-name:flannel*`, `mac:…`, `type:…`, `except:…`, or a plain name. */
	readonly specs: readonly string[];
	readonly path?: string;
}

export interface NetworkManagerConfig {
	/** `[keyfile] unmanaged-devices`, merged. */
	readonly unmanaged: DeviceList;
	/** Sections `[device…]` with `managed`; of those that match a device, the first decides. */
	readonly devices: readonly {readonly match: DeviceList; readonly isManaged: boolean}[];
}

interface Entry {
	readonly path: string;
	readonly section: string;
	readonly key: string;
	readonly operator: '=' | '+=' | '-=';
	readonly value: string;
}

const entriesOf = ({path, text}: ConfigFile): readonly Entry[] => {
	const entries: Entry[] = [];
	let section = '';
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		const content = line.trim();
		if (content === '' || content.startsWith('#')) {
			continue;
		}
		const header = /^\[(.*)\]$/.exec(content)?.[1];
		if (header !== undefined) {
			section = header;
			continue;
		}
		const [, key, operator, value = ''] = /^([^=+]+?)\s*(\+=|-=|=)\s*(.*)$/.exec(content) ?? [];
		if (key === undefined || (operator !== '=' && operator !== '+=' && operator !== '-=')) {
			throw new Error(
				`expected "key=value" in ${path} line ${index + 1}, got ${JSON.stringify(content.slice(0, 60))}`,
			);
		}
		entries.push({path, section, key, operator, value});
	}
	return entries;
};

/** Separated by `;` or `,`, which a backslash escapes. */
const specsOf = (value: string): readonly string[] =>
	(value.match(/(?:\\.|[^\\;,])+/g) ?? [])
		.map(spec => spec.replaceAll(/\\([;,\\])/g, '$1').trim())
		.filter(spec => spec !== '');

const mergedSpecs = (specs: readonly string[], {operator, value}: Entry): readonly string[] => {
	const given = specsOf(value);
	switch (operator) {
		case '=':
			return given;
		case '+=':
			return [...specs, ...given.filter(spec => !specs.includes(spec))];
		case '-=':
			return specs.filter(spec => !given.includes(spec));
	}
};

const merged = (entries: readonly Entry[]): DeviceList => ({
	specs: entries.reduce(mergedSpecs, []),
	...present({path: entries.at(-1)?.path}),
});

const deviceSections = (entries: readonly Entry[]): NetworkManagerConfig['devices'] =>
	[
		...new Set(entries.map(entry => entry.section).filter(section => /^device(?:$|[-.])/.test(section))),
	].flatMap(section => {
		const own = entries.filter(entry => entry.section === section);
		const managed = own.findLast(entry => entry.key === 'managed')?.value.toLowerCase();
		const match = own.filter(entry => entry.key === 'match-device');
		return managed === undefined
			? []
			: [
					{
						match: match.length === 0 ? {specs: ['*']} : merged(match),
						isManaged: !['0', 'no', 'false', 'off'].includes(managed),
					},
				];
	});

/** NetworkManager's configuration; the files in the order in which it loads them, the last wins. */
export const parseNetworkManagerConfig = (files: readonly ConfigFile[]): NetworkManagerConfig => {
	const entries = files.flatMap(entriesOf);
	return {
		unmanaged: merged(
			entries.filter(entry => entry.section === 'keyfile' && entry.key === 'unmanaged-devices'),
		),
		devices: deviceSections(entries),
	};
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const rank = (path: string): number => {
	if (path.startsWith('/usr/lib/')) {
		return 0;
	}
	if (path.startsWith('/run/')) {
		return 1;
	}
	return path === '/etc/NetworkManager/NetworkManager.conf' ? 2 : 3;
};

/** Load order of NetworkManager.conf(5): /usr/lib, /run, the main file, /etc; a file of the same name in a later directory hides the earlier. */
export const inLoadOrder = <File extends {readonly path: string}>(
	files: readonly File[],
): readonly File[] => {
	const snippets = files.filter(({path}) => path.endsWith('.conf'));
	const isHidden = ({path}: File): boolean =>
		rank(path) < 2 &&
		snippets.some(
			other => rank(other.path) !== 2 && rank(other.path) > rank(path) && nameOf(other.path) === nameOf(path),
		);
	return snippets
		.filter(file => !isHidden(file))
		.sort((one, other) => rank(one.path) - rank(other.path) || (one.path < other.path ? -1 : 1));
};

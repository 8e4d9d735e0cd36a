/** Files may have dashes where the kernel says underscores. */
const moduleName = (name: string): string => name.replaceAll('-', '_');

/** Names in `/proc/modules`. */
export const parseProcModules = (text: string): ReadonlySet<string> =>
	new Set(
		text
			.split('\n')
			.map(line => line.split(' ', 1)[0] ?? '')
			.filter(name => name !== '')
			.map(moduleName),
	);

/** Names in `modules.builtin` and `modules.dep`: a path at the start of each line, compressed or not. */
export const parseModulePaths = (text: string): ReadonlySet<string> =>
	new Set(
		[...text.matchAll(/^(?:[^:\s]*\/)?([^/:\s]+)\.ko(?:\.[a-z\d]+)?(?=:|\s|$)/gm)].map(([, name = '']) =>
			moduleName(name),
		),
	);

/** Names in `/proc/filesystems`. */
export const parseProcFilesystems = (text: string): ReadonlySet<string> =>
	new Set(
		text
			.split('\n')
			.map(line => line.trim().split(/\s+/).at(-1) ?? '')
			.filter(name => name !== ''),
	);

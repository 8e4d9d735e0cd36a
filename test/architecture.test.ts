import {posix} from 'node:path';
import {describe, expect, it} from 'vitest';
import {filesUnder, textOfFile} from './tree.ts';

interface Rule {
	readonly from: string;
	/** Folders and files of this project, packages and `node:` modules that it may import besides itself. */
	readonly may: readonly string[];
	readonly because: string;
}

const rules: readonly Rule[] = [
	{
		from: 'checks/',
		may: ['rke2-netdoctor'],
		because: 'a check judges evidence: the public API is all it can name, not even another check',
	},
	{
		from: 'src/core/',
		may: ['src/parsers/rke2-version.ts'],
		because: 'the contracts and the engine stand alone',
	},
	{
		from: 'src/parsers/',
		may: ['src/core/', 'src/derive/', 'yaml', 'node:crypto', 'node:net'],
		because: 'text to model, knowing nothing of probes',
	},
	{
		from: 'src/derive/',
		may: ['src/core/', 'src/parsers/', 'node:net'],
		because: 'reasoning that checks and probes share is pure',
	},
	{
		from: 'src/probes/',
		may: ['src/core/', 'src/parsers/', 'src/derive/'],
		because: 'a probe declares requests and hands replies to parsers',
	},
	{
		from: 'src/detect/',
		may: ['src/core/', 'src/parsers/', 'src/derive/', 'src/probes/'],
		because: 'detection is judging, not reading',
	},
	{
		from: 'src/host/',
		may: ['src/core/', 'src/parsers/', 'src/redact/', 'src/bundle/', 'node:', 'execa', 'yaml'],
		because: 'the only door to the node',
	},
	{from: 'src/redact/', may: ['src/core/', 'node:crypto'], because: 'text to text; the salt is random'},
	{from: 'src/bundle/', may: ['src/core/', 'src/redact/', 'node:'], because: 'the form of recordings'},
	{from: 'src/render/', may: ['src/core/', 'chalk'], because: 'a format sees a report and nothing else'},
	{
		from: 'src/write-file.ts',
		may: ['node:'],
		because: 'everything that is written is written whole or not at all',
	},
	{
		from: 'src/schedule/',
		may: ['src/core/', 'src/write-file.ts', 'node:'],
		because: 'the one module besides Host that reads the node, and the only one that changes it',
	},
	{from: 'src/guides.ts', may: ['src/core/'], because: 'data'},
	{from: 'src/guides/', may: ['src/core/', 'src/guides.ts'], because: 'data'},
	{
		from: 'src/api.ts',
		may: [
			...['src/core/', 'src/derive/', 'src/parsers/', 'src/probes/', 'src/guides.ts'],
			...['src/plugins/plugin.ts', 'src/render/renderer.ts'],
		],
		because: 'what checks and plugins may name',
	},
	{
		from: 'src/testing.ts',
		may: ['src/core/', 'node:assert/strict'],
		because: 'the public test kit works with any test runner',
	},
	{
		from: 'src/plugins/',
		may: ['src/core/', 'src/render/renderer.ts', 'src/api.ts', 'src/testing.ts', 'node:'],
		because: 'third parties bring what is built in: checks, probes, renderers; and import the public API',
	},
	{from: 'src/catalogue.ts', may: ['src/', 'checks/'], because: 'joins what is built in'},
	{from: 'src/version.generated.ts', may: [], because: 'data'},
	{
		from: 'src/cli/',
		may: ['src/', 'node:', 'ora'],
		because: 'the command line joins everything; nothing imports it',
	},
	{
		from: 'bin/rke2-netdoctor.js',
		may: ['dist/program/main.js'],
		because: 'sets the exit code and nothing else',
	},
];

const sources = [...filesUnder('src', '.ts'), ...filesUnder('checks', '.ts'), 'bin/rke2-netdoctor.js'];

const importsOf = (path: string): readonly string[] =>
	[...textOfFile(path).matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)'([^']+)'/gm)].map(([, name = '']) =>
		name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
	);

/** Names that a file imports from Node.js's file system; a whole module counts as every function of it. */
const fileFunctionsOf = (path: string): readonly string[] =>
	[...textOfFile(path).matchAll(/^import (?!type )([^']+?) from 'node:fs(?:\/promises)?'/gm)].flatMap(
		([, names = '']) => (names.startsWith('{') ? (names.match(/\w+/g) ?? []) : ['open', 'writeFile']),
	);

const writing =
	/^(write|append|rename|unlink|rm|mkdir|mkdtemp|chmod|chown|l?utimes|symlink|link|truncate|copyFile|cp|createWriteStream|lch|fch|futimes|ftruncate)/;

const ruleFor = (path: string): Rule | undefined => rules.find(({from}) => path.startsWith(from));

/** Generated indexes join what they list; they hold no logic. */
const isAllowed = (path: string, imported: string): boolean => {
	const rule = ruleFor(path);
	if (rule === undefined) {
		return false;
	}
	const isIndex = path.endsWith('.generated.ts');
	const own =
		rule.from.endsWith('/') && imported.startsWith(rule.from) && (rule.from !== 'checks/' || isIndex);
	const generated = isIndex && imported.startsWith('src/core/');
	return (
		own ||
		generated ||
		rule.may.some(allowed => imported === allowed || (/[/:]$/.test(allowed) && imported.startsWith(allowed)))
	);
};

describe('architecture', () => {
	it.each(sources)('%s imports only what its folder may', path => {
		const strangers = importsOf(path).filter(imported => !isAllowed(path, imported));
		expect(strangers, ruleFor(path)?.because ?? `no rule covers ${path}`).toEqual([]);
	});

	it('would notice a check that reads a file', () => {
		expect(isAllowed('checks/host/example.ts', 'node:fs')).toBe(false);
		expect(isAllowed('checks/host/example.ts', 'src/host/local.ts')).toBe(false);
		expect(isAllowed('src/parsers/ip-link.ts', 'src/probes/ip.link.ts')).toBe(false);
	});

	it('would notice a check that imports another', () => {
		expect(isAllowed('checks/host/example.ts', 'checks/host/hostname.ts')).toBe(false);
		expect(isAllowed('checks/index.generated.ts', 'checks/host/hostname.ts')).toBe(true);
	});

	const pure = sources.filter(path =>
		/^(checks|src\/(core|parsers|derive|probes|detect|render))\//.test(path),
	);
	/** A turn of the event loop is no time: it lets probes that can go on ask first, before second samples are taken. */
	const mayWaitOneTurn = ['src/core/collect.ts'];
	it.each(pure)('%s names no process, clock, network, timer or randomness', path => {
		const code = textOfFile(path).replace(
			/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g,
			"''",
		);
		if (!mayWaitOneTurn.includes(path)) {
			expect(code).not.toMatch(/\bsetImmediate\(/);
		}
		expect(code).not.toMatch(
			/\bprocess\.(env|argv|exit|std|pid|cwd)|\bDate\.now\b|\bnew Date\(\)|\bfetch\(|\bconsole\.|\bset(Timeout|Interval)\(|\bMath\.random\b/,
		);
	});

	it('writes files in one module only', () => {
		const writers = sources.filter(path => fileFunctionsOf(path).some(name => writing.test(name)));
		expect(writers).toEqual([
			'src/schedule/lock.ts',
			'src/schedule/node.ts',
			'src/schedule/state.ts',
			'src/write-file.ts',
		]);
		const openers = sources.filter(path => fileFunctionsOf(path).some(name => /^open/.test(name)));
		expect(openers).toEqual(['src/host/read-file.ts', 'src/write-file.ts']);
		const flags = textOfFile('src/host/read-file.ts').match(/constants\.O_\w+/g);
		expect(flags?.sort()).toEqual(['constants.O_NOCTTY', 'constants.O_NONBLOCK', 'constants.O_RDONLY']);
	});

	it('runs commands in one file only', () => {
		expect(
			sources.filter(path => importsOf(path).some(name => /^(execa|node:child_process)$/.test(name))),
		).toEqual(['src/host/local.ts', 'src/schedule/node.ts']);
	});

	const words = (text: string): ReadonlySet<string> => new Set(text.match(/\w+/g));
	const readers = [
		...sources,
		...filesUnder('test', '.ts'),
		...filesUnder('test', '.js'),
		...filesUnder('bin/dev', '.js'),
	].map(path => ({
		path,
		words: words(textOfFile(path)),
	}));
	const isUsed = (name: string, except: readonly string[], within = ''): boolean =>
		readers.some(
			reader => reader.path.startsWith(within) && !except.includes(reader.path) && reader.words.has(name),
		);

	it('exports no value that no other file uses', () => {
		const unused = sources.flatMap(path =>
			[...textOfFile(path).matchAll(/^export (?:async )?(?:const|function|class) (\w+)/gm)]
				.filter(([, name = '']) => !isUsed(name, [path]))
				.map(([, name]) => `${path}: ${name}`),
		);
		expect(unused).toEqual([]);
	});

	it('gives checks no reasoning that none of them uses', () => {
		const given = [
			...textOfFile('src/api.ts').matchAll(/^export (?:type )?\{([^}]+)\} from '\.\/(?:derive|parsers)\//gm),
		].flatMap(([, names = '']) => names.replace(/\btype /g, '').match(/\w+/g) ?? []);
		expect(given.length).toBeGreaterThan(100);
		expect(given.filter(name => !isUsed(name, ['checks/index.generated.ts'], 'checks/'))).toEqual([]);
	});
});

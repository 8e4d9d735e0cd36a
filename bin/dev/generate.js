// Writes what repeats: indexes of probes, checks and renderers, the version, and the catalogue. `npm run gen`; a test compares.
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parse as parseYaml} from 'yaml';
import {bashCompletion} from './completion.js';
import {manPage} from './man-page.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const notice = '// Written by `npm run gen`.\n';

/** Groups of checks in the order in which causes of equal rank are shown: from the ground up. */
export const groups = [
	'rke2',
	'host',
	'interface',
	'underlay',
	'overlay',
	'route',
	'netfilter',
	'cni',
	'canal',
	'flannel',
	'calico',
	'cilium',
	'multus',
	'service',
	'dns',
];

const camelCase = id => id.replace(/[.-](\w)/g, (_, letter) => letter.toUpperCase());
const modulesIn = folder =>
	readdirSync(`${root}${folder}`)
		.filter(name => name.endsWith('.ts') && !name.includes('.generated.'))
		.map(name => name.slice(0, -'.ts'.length))
		.sort();

const probeIndex = () => {
	const ids = modulesIn('src/probes');
	const imports = ids.map(id => `import {${camelCase(id)}} from './${id}.ts';\n`).join('');
	const entries = ids.map(id => `\t'${id}': ${camelCase(id)},\n`).join('');
	return `${notice}import type {ValueOf} from '../core/probe.ts';
${imports}
export const probes = {
${entries}} as const;

/** The value of each probe by its id: what checks name in \`needs\` and \`wants\`. */
export type ProbeValues = {readonly [Id in keyof typeof probes]: ValueOf<(typeof probes)[Id]>};
`;
};

const checkIds = () => {
	const folders = readdirSync(`${root}checks`, {withFileTypes: true})
		.filter(entry => entry.isDirectory())
		.map(({name}) => name);
	const strange = folders.filter(name => !groups.includes(name));
	if (strange.length > 0) {
		throw new Error(`expected the groups ${groups.join(', ')} under checks/, got ${strange.join(', ')}`);
	}
	return groups
		.filter(group => folders.includes(group))
		.flatMap(group => modulesIn(`checks/${group}`).map(name => `${group}/${name}`));
};

const checkIndex = () => {
	const ids = checkIds();
	const name = id => camelCase(id.replace('/', '-'));
	return `${notice}import type {AnyCheck} from '../src/core/check.ts';
${ids.map(id => `import ${name(id)} from './${id}.ts';\n`).join('')}
/** Every built-in check, in catalogue order. */
export const checks: readonly AnyCheck[] = [
${ids.map(id => `\t${name(id)},\n`).join('')}];
`;
};

const rendererIndex = () => {
	const ids = modulesIn('src/render').filter(id =>
		readFileSync(`${root}src/render/${id}.ts`, 'utf8').includes('defineRenderer('),
	);
	return `${notice}import type {LoadRenderer} from './renderer.ts';

/** Formats by name; loaded only when asked for. */
export const renderers = {
${ids.map(id => `\t${id}: async () => (await import('./${id}.ts')).${camelCase(id)},\n`).join('')}} as const satisfies Record<string, LoadRenderer>;
`;
};

const versionModule = () => {
	const {name, version} = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
	return `${notice}export const name = '${name}';
export const version = '${version}';
`;
};

const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const catalogue = (checks, catalogueText) => {
	const rows = checks.flatMap(check =>
		Object.entries(check.messages).map(
			([message, {severity, text}]) =>
				`| \`${check.id}\` | ${cell(check.title)} | \`${message}\` | ${severity} | ${cell(catalogueText(text))} |`,
		),
	);
	return `# Checks

Written by \`npm run gen\` from the checks themselves. \`rke2-netdoctor explain ID\` tells more about each.

| check | true when all is well | message | severity | says |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
};

const situations = () =>
	readdirSync(`${root}fixtures/scenarios`)
		.filter(name => name.endsWith('.yaml'))
		.sort()
		.map(name => parseYaml(readFileSync(`${root}fixtures/scenarios/${name}`, 'utf8')));

/** Every recorded node as it is, then each situation that answers what its node was never asked: some reads follow trouble only. */
const hostsToAsk = async () => {
	const [{readBundle}, {createReplayHost}, {createOverlayHost}] = await Promise.all([
		import('../../dist/src/bundle/read.js'),
		import('../../dist/src/host/replay.js'),
		import('../../dist/src/host/overlay.js'),
	]);
	const nodes = new Map();
	for (const name of readdirSync(`${root}fixtures/nodes`)) {
		nodes.set(name, await readBundle(`${root}fixtures/nodes/${name}`));
	}
	const replay = name => createReplayHost(nodes.get(name), name);
	const asksMore = ({node, overrides = {}}) =>
		Object.entries(overrides).some(
			([key, answer]) => typeof answer === 'string' && !nodes.get(node).replies.has(key),
		);
	return [
		...[...nodes.keys()].map(replay),
		...situations()
			.filter(asksMore)
			.map(({node, overrides}) => createOverlayHost(replay(node), overrides)),
	];
};

/** Which probe uses which line of the read grammar, seen by letting it ask recorded nodes, and situations until it reads something. */
const readsModule = async ({probes}) => {
	const [{createCollector}, {isPermitted}] = await Promise.all([
		import('../../dist/src/core/collect.js'),
		import('../../dist/src/host/read-only.js'),
	]);
	const probesByRead = new Map();
	const reading = new Set();
	const nodeCount = readdirSync(`${root}fixtures/nodes`).length;
	for (const [index, host] of (await hostsToAsk()).entries()) {
		const collector = createCollector(host);
		// What asks nothing whatever it is given has its value from the reads of others.
		const asked = Object.values(probes).filter(
			({id, requests}) => index < nodeCount || (requests.length > 0 && !reading.has(id)),
		);
		for (const probe of asked) {
			const own = {...probe, requests: (...given) => note(probe.id, probe.requests(...given))};
			await collector.evidence(own);
		}
	}
	function note(id, requests) {
		for (const request of requests) {
			const {line} = isPermitted(request);
			if (line === undefined) {
				throw new Error(`expected a permitted read of ${id}, got ${JSON.stringify(request)}`);
			}
			probesByRead.set(line.form, new Set([...(probesByRead.get(line.form) ?? []), id]));
			reading.add(id);
		}
		return requests;
	}
	const entries = [...probesByRead].sort(([one], [other]) => (one < other ? -1 : 1));
	const lines = entries.map(
		([form, ids]) => `\t${JSON.stringify(form)}: ${JSON.stringify([...ids].sort())},\n`,
	);
	return `${notice}/** Probes by the line of the read grammar that they use, learned from the recorded nodes. */
export const probesByRead: Readonly<Record<string, readonly string[]>> = {
${lines.join('')}};
`;
};

/** Every generated file that needs only the listing of the tree, with its content. */
export const generatedIndexes = () => ({
	'src/probes/index.generated.ts': probeIndex(),
	'checks/index.generated.ts': checkIndex(),
	'src/render/index.generated.ts': rendererIndex(),
	'src/version.generated.ts': versionModule(),
});

/** Generated files that need the built checks and probes. */
export const generatedDocuments = async () => {
	const [
		{checks},
		probeRegistry,
		{commands, options},
		{renderers},
		{catalogueText},
		{exitCodeLines},
		{serviceUnit, timerUnit},
		{defaultStateDirectory: stateDirectory},
		{version},
	] = await Promise.all([
		import('../../dist/checks/index.generated.js'),
		import('../../dist/src/probes/index.generated.js'),
		import('../../dist/src/cli/options.js'),
		import('../../dist/src/render/index.generated.js'),
		import('../../dist/src/core/message-text.js'),
		import('../../dist/src/cli/help.js'),
		import('../../dist/src/schedule/units.js'),
		import('../../dist/src/schedule/state.js'),
		import('../../dist/src/version.generated.js'),
	]);
	const command = ['/usr/bin/rke2-netdoctor', 'check', '--quiet'];
	const packaged = {command, every: 10, hostName: undefined, stateDirectory, writes: []};
	return {
		'checks/README.md': catalogue(checks, catalogueText),
		'packaging/rke2-netdoctor.bash-completion': bashCompletion({
			commands,
			options,
			formats: Object.keys(renderers),
		}),
		'packaging/rke2-netdoctor.8': manPage({commands, options, exitCodeLines, version}),
		'packaging/systemd/rke2-netdoctor.service': serviceUnit(packaged),
		'packaging/systemd/rke2-netdoctor.timer': timerUnit(packaged),
		'src/cli/reads.generated.ts': await readsModule(probeRegistry),
	};
};

/** Every run takes another time; what is the same but for that is not written again. */
const timeless = text => text.replace(/\d+\.\d s · verdict/, 'N s · verdict');

/** README with the report that its example command prints now; a test compares them but for the time taken. */
const readmeWithExample = () => {
	const readme = readFileSync(`${root}README.md`, 'utf8');
	const [, words] = /<!-- example: rke2-netdoctor (.*) -->/.exec(readme);
	const {stdout} = spawnSync(process.execPath, ['bin/rke2-netdoctor.js', ...words.split(' ')], {
		cwd: root,
		encoding: 'utf8',
		env: {LANG: 'C.UTF-8'},
	});
	return readme.replace(
		/(<!-- example: .* -->\n```text\n)([\s\S]*?)(```\n<!-- end -->)/,
		(_, start, shown, end) => start + (timeless(shown) === timeless(stdout) ? shown : stdout) + end,
	);
};

const write = files => {
	for (const [path, content] of Object.entries(files)) {
		writeFileSync(`${root}${path}`, content);
	}
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	write(generatedIndexes());
	const build = () => {
		const {status} = spawnSync('npm', ['run', '--silent', 'build'], {cwd: root, stdio: 'inherit'});
		if (status !== 0) {
			process.exit(status ?? 1);
		}
	};
	build();
	write(await generatedDocuments());
	build();
	write({'README.md': readmeWithExample()});
}

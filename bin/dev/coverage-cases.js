// `npm run coverage:cases`: plays the scenarios of the public cases and prints, case by case, whether the first cause is the one expected.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {parse} from 'yaml';
import {readBundle} from '../../dist/src/bundle/read.js';
import {catalogue} from '../../dist/src/catalogue.js';
import {diagnose} from '../../dist/src/core/diagnose.js';
import {createOverlayHost} from '../../dist/src/host/overlay.js';
import {createReplayHost} from '../../dist/src/host/replay.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const usage = `usage: npm run coverage:cases [-- --json] [-- --scenarios DIR]
  --json           case, cause expected, message and steps side by side, and totals
  --scenarios DIR  also play the scenarios of this folder (their form: fixtures/README.md)`;

const {values} = parseArgs({
	options: {json: {type: 'boolean'}, scenarios: {type: 'string'}, help: {type: 'boolean'}},
});
if (values.help === true) {
	console.log(usage);
	process.exit(0);
}

/** Ends the run with one line for what cannot be played. */
const refuse = text => {
	console.error(text);
	process.exit(64);
};

const readYaml = path => {
	try {
		return parse(readFileSync(path, 'utf8'));
	} catch (error) {
		return refuse(`${path}: expected YAML: ${error.message.split('\n')[0]}`);
	}
};

const scenariosIn = folder =>
	existsSync(folder)
		? readdirSync(folder)
				.filter(name => name.endsWith('.yaml'))
				.sort()
				.map(name => ({...readYaml(join(folder, name)), file: basename(name)}))
		: refuse(`--scenarios: expected a folder of scenarios, got "${folder}", which is not there`);

/** Every scenario that stands for a case; one from elsewhere is a case of its own where it names none. */
const scenarios = [
	...scenariosIn(join(root, 'fixtures/scenarios')).filter(scenario => scenario.case !== undefined),
	...(values.scenarios === undefined ? [] : scenariosIn(resolve(values.scenarios))).map(scenario => ({
		...scenario,
		case: scenario.case ?? basename(scenario.file, '.yaml'),
	})),
];

const play = async ({file, node, overrides = {}}) => {
	const path = join(root, 'fixtures/nodes', String(node));
	if (!existsSync(path)) {
		return refuse(`${file}: expected node to be a folder of fixtures/nodes, got "${node}"`);
	}
	const host = createOverlayHost(createReplayHost(await readBundle(path), path), overrides);
	const {causes, summary} = await diagnose({
		host,
		catalogue,
		now: () => Date.parse('2026-01-01T00:00:00Z'),
		runId: '00000000-0000-4000-8000-000000000000',
	});
	return {causes, summary, problems: host.problems()};
};

/** What the report says first, beside what the scenario expects first. */
const judge = async scenario => {
	const {causes, summary, problems} = await play(scenario);
	const first = causes[0]?.finding;
	const expected = scenario.expect?.causes?.[0]?.message;
	const message = first && `${first.check}#${first.message}`;
	return {
		scenario: scenario.file,
		verdict: summary.verdict,
		expected: expected ?? null,
		message: message ?? null,
		text: first?.text ?? null,
		steps: first?.guide.steps.map(({text}) => text) ?? [],
		links: first?.guide.links.map(({url}) => url) ?? [],
		problems,
		// A case that is harmless is named by silence.
		isNamed: problems.length === 0 && message === expected,
	};
};

const cases = readYaml(join(root, 'fixtures/cases.yaml'));
const known = new Set(cases.map(({id}) => id));
const strangers = [...new Set(scenarios.map(scenario => scenario.case))]
	.filter(id => !known.has(id))
	.map(id => ({id, title: '', family: 'not in fixtures/cases.yaml', detectable: 'yes'}));

const results = [];
for (const one of [...cases, ...strangers]) {
	const played = await Promise.all(scenarios.filter(scenario => scenario.case === one.id).map(judge));
	results.push({
		id: one.id,
		title: one.title,
		family: one.family,
		cni: one.cni,
		detectable: one.detectable,
		cause: one.cause,
		remedy: one.remedy,
		isNamed: played.length > 0 && played.every(({isNamed}) => isNamed),
		...(one.reason !== undefined && {reason: one.reason}),
		played,
	});
}

const totalsOf = list => {
	const detectable = list.filter(one => one.detectable !== 'no');
	const named = detectable.filter(({isNamed}) => isNamed).length;
	return {cases: detectable.length, named, share: detectable.length === 0 ? 1 : named / detectable.length};
};
const families = [...new Set(results.map(({family}) => family))];
const totals = {
	...totalsOf(results),
	families: Object.fromEntries(
		families.map(family => [family, totalsOf(results.filter(one => one.family === family))]),
	),
};

const percent = share => `${Math.round(share * 100)} %`;

const print = () => {
	for (const family of families) {
		const {cases: count, named, share} = totals.families[family];
		console.log(`\n${family}: ${named} of ${count} named first (${percent(share)})`);
		for (const {id, detectable, isNamed, reason, played} of results.filter(one => one.family === family)) {
			const how =
				played.length === 0
					? (reason ?? (detectable === 'no' ? 'not detectable on a node' : 'no scenario'))
					: played
							.map(({scenario, message, expected, problems, isNamed: ok}) =>
								ok
									? `${scenario}: ${message ?? 'silent'}`
									: `${scenario}: ${[`expected ${expected}, got ${message}`, ...problems].join(', ')}`,
							)
							.join('; ');
			console.log(`  ${isNamed ? 'named ' : 'missed'}  ${id.padEnd(52)} ${how}`);
		}
	}
	console.log(`\n${totals.named} of ${totals.cases} detectable cases named first (${percent(totals.share)})`);
};

if (values.json === true) {
	console.log(JSON.stringify({cases: results, totals}, null, '\t'));
} else {
	print();
}

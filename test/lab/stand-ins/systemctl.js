// Stand-in for systemctl: answers from the lab's list of units; unknown units are "not-found", as with the real one.
import {readJson} from './stand-in.js';

const unknown = {
	LoadState: 'not-found',
	ActiveState: 'inactive',
	SubState: 'dead',
	UnitFileState: '',
	FragmentPath: '',
	Result: 'success',
	NRestarts: '0',
	MainPID: '0',
	ExecMainStatus: '0',
	ActiveEnterTimestamp: '',
};
const units = readJson('/run/lab/units.json');
const fullName = name => (/\.\w+$/.test(name) ? name : `${name}.service`);
const unitOf = name => ({Id: fullName(name), ...unknown, ...units[fullName(name)]});

const words = process.argv.slice(2);
const properties = [];
const names = [];
for (let index = 0; index < words.length; index++) {
	const word = words[index];
	if (word === '-p' || word === '--property') {
		properties.push(...words[++index].split(','));
	} else if (/^(--property=|-p)/.test(word)) {
		properties.push(...word.replace(/^(--property=|-p)/, '').split(','));
	} else if (!word.startsWith('-')) {
		names.push(word);
	}
}
const [verb, ...wanted] = names;

const show = name =>
	Object.entries(unitOf(name))
		.filter(([key]) => properties.length === 0 || properties.includes(key))
		.map(([key, value]) => `${key}=${value}\n`)
		.join('');

const answers = {
	show: () => ({output: wanted.map(show).join('\n'), code: 0}),
	'is-active': () => {
		const states = wanted.map(name => unitOf(name).ActiveState);
		return {output: `${states.join('\n')}\n`, code: states.includes('active') ? 0 : 3};
	},
	'is-enabled': () => {
		const states = wanted.map(name => unitOf(name).UnitFileState || 'not-found');
		return {output: `${states.join('\n')}\n`, code: states.includes('enabled') ? 0 : 4};
	},
	'is-system-running': () => ({output: 'running\n', code: 0}),
};

const {output, code} = words.includes('--version')
	? {output: 'systemd 252 (252.39-1~deb12u1)\n', code: 0}
	: (answers[verb]?.() ?? {output: '', code: 1});
process.stdout.write(output);
if (answers[verb] === undefined && !words.includes('--version')) {
	process.stderr.write(
		`the lab's stand-in for systemctl expected ${Object.keys(answers).join(', ')}, got ${verb}\n`,
	);
}
process.exitCode = code;

import {spawnSync} from 'node:child_process';
import {expect, it} from 'vitest';
import {commands} from '../../src/cli/options.ts';
import {root} from '../tree.ts';

const node = 'fixtures/nodes/canal-agent';

/** What an operator types, right and wrong. */
const lines: readonly (readonly string[])[] = [
	['--version'],
	['--help'],
	...Object.keys(commands).map(name => [name, '--help']),
	['chek'],
	['--pasive'],
	['--only'],
	['--color', 'sometimes'],
	['--passive=yes'],
	['capture', '--quiet'],
	['capture', 'a', 'b'],
	['replay'],
	['replay', '/does/not/exist'],
	['replay', node, '-o', 'xml'],
	['replay', node, '--report', 'json'],
	['replay', node, '--only', 'ovrelay'],
	['replay', node, '--fail-on', 'info'],
	['replay', node, '--timeout', '0'],
	['replay', node, '--output-mode', '777'],
	['replay', node, '--checks-dir', '/does/not/exist'],
	['explain'],
	['explain', 'overlay/vxlan'],
	['schedule'],
	['schedule', 'start'],
	['schedule', 'install', '--every', '7'],
	['--last', '--state-dir', '/does/not/exist'],
	['--last', '--max-age', 'yesterday'],
	['--max-age', '15m'],
];

const transcript = (words: readonly string[]): string => {
	const {status, stdout, stderr} = spawnSync(process.execPath, ['bin/rke2-netdoctor.js', ...words], {
		cwd: root,
		encoding: 'utf8',
		env: {LANG: 'C.UTF-8'},
	});
	return `$ rke2-netdoctor ${words.join(' ')}\n${stdout}${stderr.replace(/^/gm, '! ').replace(/! $/, '')}exit ${status}\n`;
};

it('says the same on the command line as before', async () => {
	await expect(lines.map(transcript).join('\n')).toMatchFileSnapshot('../golden/command-line.txt');
});

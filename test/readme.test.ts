import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {commands, options} from '../src/cli/options.ts';
import {root, textOfFile} from './tree.ts';

const readme = textOfFile('README.md');

describe('README', () => {
	it('shows the report that its command prints', () => {
		const [, command = '', , shown] =
			/<!-- example: (.*) -->\n(```text\n)([\s\S]*?)```\n<!-- end -->/.exec(readme) ?? [];
		const [, ...words] = command.split(' ');
		const {stdout} = spawnSync(process.execPath, ['bin/rke2-netdoctor.js', ...words], {
			cwd: root,
			encoding: 'utf8',
			env: {PATH: process.env.PATH, LANG: 'C.UTF-8'},
		});
		const timeless = (text = ''): string => text.replace(/\d+\.\d s · verdict/, 'N s · verdict').trim();
		expect(timeless(shown)).toBe(timeless(stdout));
	});

	it('names every command and option, and none that does not exist', () => {
		expect(
			Object.keys(commands).filter(name => !readme.includes(`rke2-netdoctor ${name}`) && name !== 'check'),
		).toEqual([]);
		const prose = readme.replace(/<!-- example[\s\S]*?<!-- end -->/, '');
		const named = [...prose.matchAll(/--([a-z-]+)/g)]
			.map(([, name = '']) => name)
			.filter(name => /^[a-z]/.test(name));
		const foreign = ['help', 'version', 'example', 'end', 'now'];
		expect(
			Object.keys(options).filter(name => !named.includes(name) && !['verbose', ...foreign].includes(name)),
		).toEqual([]);
		expect(named.filter(name => !Object.hasOwn(options, name) && !foreign.includes(name))).toEqual([]);
	});

	it('links only to files that exist', () => {
		const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
			.map(([, path = '']) => path)
			.filter(path => !path.includes(':'));
		expect(links.length).toBeGreaterThan(3);
		for (const path of links) {
			expect(() => textOfFile(path), path).not.toThrow();
		}
	});
});

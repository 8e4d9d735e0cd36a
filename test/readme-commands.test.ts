import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {root, textOfFile} from './tree.ts';

/** Shell blocks of the README, but for those that install and run this very test. */
const blocks = [...textOfFile('README.md').matchAll(/```sh\n([\s\S]*?)```/g)]
	.map(([, block = '']) => block.trim())
	.filter(block => !block.startsWith('npm '));

const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-readme-'));
afterAll(() => rmSync(folder, {recursive: true}));
const [bin, node, work] = ['bin', 'node', 'work'].map(name => join(folder, name)) as [string, string, string];

/** A machine on which the README can be followed: programs of other people stand in, and no node but a made-up one is changed. */
beforeAll(() => {
	for (const path of [bin, join(node, 'etc/cron.d'), join(work, 'packaging')]) {
		mkdirSync(path, {recursive: true});
	}
	writeFileSync(join(node, 'etc/group'), 'root:x:0:\nnagios:x:112:\n');
	const program = `"${process.execPath}" "${root}bin/rke2-netdoctor.js"`;
	const scripts = {
		'rke2-netdoctor': `[ "$1" = schedule ] || exec ${program} "$@"
			action=$2; shift 2; exec ${program} schedule "$action" --host-root "${node}" "$@"`,
		ssh: 'shift; exec "$@"',
		sudo: 'exec "$@"',
		// What these do is tried in throw-away roots by `npm run test:packages`.
		...Object.fromEntries(['sha256sum', 'scp', 'dpkg', 'rpm', 'systemctl'].map(name => [name, 'exit 0'])),
		cp: `[ -e "${root}$1" ] && exec /bin/cp "${root}$1" "${folder}"`,
	};
	for (const [name, script] of Object.entries(scripts)) {
		writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
		chmodSync(join(bin, name), 0o755);
	}
});

describe('every command of the README', () => {
	it('is in a block that is run here', () => {
		expect(blocks.length).toBeGreaterThan(4);
	});

	it.each(blocks)(
		'does what it says: %s',
		block => {
			for (const line of block.split('\n')) {
				const {status, stdout, stderr} = spawnSync('bash', ['-c', line], {
					cwd: work,
					encoding: 'utf8',
					env: {PATH: `${bin}:${process.env.PATH}`, LANG: 'C.UTF-8'},
				});
				// A verdict is no failure; this machine is no RKE2 node.
				expect(status, `${line}\n${stdout}${stderr}`).toBeLessThanOrEqual(3);
				expect(stderr).not.toMatch(/expected|a bug of ours/);
			}
		},
		60_000,
	);
});

import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {root} from '../tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-completion-'));
afterAll(() => rmSync(folder, {recursive: true}));
const program = join(folder, 'rke2-netdoctor');
writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${root}bin/rke2-netdoctor.js" "$@"\n`, {
	mode: 0o755,
});
writeFileSync(join(folder, 'node-2.tar.gz'), '');

/** What bash offers for a line, its last word being completed. */
const offered = (line: string): readonly string[] => {
	const words = line.split(' ');
	const script = `
		source "$1"; shift
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_rke2_netdoctor
		printf '%s\\n' "\${COMPREPLY[@]}"`;
	const {stdout, stderr} = spawnSync(
		'bash',
		['--norc', '-c', script, 'bash', `${root}packaging/rke2-netdoctor.bash-completion`, ...words],
		{cwd: folder, encoding: 'utf8', env: {PATH: `${folder}:${process.env.PATH}`}},
	);
	expect(stderr).toBe('');
	return stdout.trim().split('\n').filter(Boolean);
};

describe('completion in bash', () => {
	it.each<[string, readonly string[]]>([
		['rke2-netdoctor ca', ['capture']],
		['rke2-netdoctor --pas', ['--passive']],
		['rke2-netdoctor -o ma', ['markdown']],
		['rke2-netdoctor replay x --output = js', ['json']],
		['rke2-netdoctor --report prom', ['prometheus=']],
		['rke2-netdoctor check --cni ca', ['canal', 'calico']],
		['rke2-netdoctor schedule ins', ['install']],
		['rke2-netdoctor schedule print --ev', ['--every']],
		['rke2-netdoctor schedule print --every 1', ['10', '15']],
		['rke2-netdoctor replay node', ['node-2.tar.gz']],
		['rke2-netdoctor explain overlay/vxlan-mi', ['overlay/vxlan-missing']],
		['rke2-netdoctor --only overl', ['overlay']],
		['rke2-netdoctor --timeout ', []],
		['rke2-netdoctor replay x --pas', []],
	])('%s', (line, expected) => {
		expect(offered(line).filter(word => !word.includes('/') || expected.includes(word))).toEqual(expected);
	});
});

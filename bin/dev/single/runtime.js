// The Node.js inside the single executable: which one, where it comes from, and that it is the one that was chosen.
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

/**
 * Long-term support until April 2028. Newer lines need libatomic, which a bare system does not have.
 * The newest that the registry has for both architectures, with the registry's own hashes.
 */
export const version = '24.21.0';

const integrities = {
	x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
	arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

export const architectures = Object.keys(integrities);

/** Downloads outlive the checkout. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rke2-netdoctor');

/** Runs a program and returns what it printed; its failure is ours. */
export const run = (command, words, options = {}) => {
	const {status, stdout, stderr, error} = spawnSync(command, words, {encoding: 'utf8', ...options});
	if (status !== 0) {
		throw new Error(
			`${command} ${words.join(' ')}: ${error?.message ?? `exit code ${status}: ${stderr || stdout}`}`,
		);
	}
	return stdout;
};

const isWhole = (path, integrity) =>
	`sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}` === integrity;

/** The folder of the unpacked runtime: bin/node, LICENSE. Downloads it once. Throws when the registry gives something else. */
export const runtime = architecture => {
	const name = `node-linux-${architecture}-${version}`;
	const archive = join(cache, `${name}.tgz`);
	mkdirSync(cache, {recursive: true});
	if (!existsSync(archive) || !isWhole(archive, integrities[architecture])) {
		const folder = mkdtempSync(join(cache, 'download-'));
		try {
			run('npm', ['pack', '--silent', `node-linux-${architecture}@${version}`], {cwd: folder});
			if (!isWhole(join(folder, `${name}.tgz`), integrities[architecture])) {
				throw new Error(`${name}: expected ${integrities[architecture]}, got other bytes`);
			}
			renameSync(join(folder, `${name}.tgz`), archive);
		} finally {
			rmSync(folder, {recursive: true});
		}
	}
	const folder = join(cache, name);
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder);
	run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1', 'package/bin/node', 'package/LICENSE']);
	return folder;
};

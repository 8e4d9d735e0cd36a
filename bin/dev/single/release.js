import {cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {run} from './runtime.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
/** What `npm run build:single` has made. */
export const release = join(root, 'release');
/** Where the tests work; who runs them removes it. */
export const work = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-packages-'));
export const executable = architecture => join(release, `rke2-netdoctor-linux-${architecture}`);
/** The executable for this machine. */
export const own = executable(process.arch);
export const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** All of a file system but what package managers remember. */
export const treeOf = (folder, at = '') =>
	readdirSync(join(folder, at)).flatMap(name => {
		const path = join(at, name);
		if (/^var\/(?:lib\/(?:dpkg|rpm)|log|cache)$|^(?:root|usr\/lib\/sysimage)$/.test(path)) {
			return [];
		}
		return [path, ...(lstatSync(join(folder, path)).isDirectory() ? treeOf(folder, path) : [])];
	});

/** A root file system with a shell, rm and the libraries that the declared dependencies stand for. */
export const bareRoot = name => {
	const folder = join(work, name);
	for (const program of ['/bin/sh', '/bin/rm', own]) {
		const libraries = [...run('ldd', [program]).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
		for (const path of program === own ? libraries : [program, ...libraries]) {
			mkdirSync(join(folder, dirname(path)), {recursive: true});
			cpSync(path, join(folder, path), {dereference: true});
		}
	}
	for (const path of [
		...['etc/systemd/system', 'usr/lib/systemd/system', 'usr/bin', 'usr/share/doc', 'usr/share/man/man8'],
		...['usr/share/bash-completion/completions', 'var/lib', 'var/tmp', 'tmp'],
	]) {
		mkdirSync(join(folder, path), {recursive: true});
	}
	return folder;
};

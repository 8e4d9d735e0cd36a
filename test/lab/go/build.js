import {createHash} from 'node:crypto';
import {access, mkdir, readFile, rename} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rke2-netdoctor-lab');
const directoryOf = name => fileURLToPath(new URL(name, import.meta.url));

/** Where a program of `go/NAME` is once it is built: another go.sum is another program. */
export const goProgramPath = async ({name}) => {
	const sums = await readFile(join(directoryOf(name), 'go.sum'));
	return join(cache, createHash('sha256').update(sums).digest('hex').slice(0, 12), name);
};

const exists = path =>
	access(path).then(
		() => true,
		() => false,
	);

/** What keeps it from being built here, in words; nothing when it is built or can be. */
export const missingForGo = async program => {
	if (await exists(await goProgramPath(program))) {
		return [];
	}
	const {failed} = await execa('go', ['version'], {reject: false});
	return failed ? [`go is missing, which builds ${program.name}: https://go.dev/dl`] : [];
};

/** Builds a program of an ordinary Go module once, gently; returns its path. */
export const buildGoProgram = async program => {
	const {name, importPath, linkerFlags = []} = program;
	const path = await goProgramPath(program);
	if (!(await exists(path))) {
		await mkdir(join(path, '..'), {recursive: true});
		console.error(`building ${importPath}, once; this takes minutes`);
		const partial = `${path}.${process.pid}`;
		await execa(
			'nice',
			[
				...['-n', '15', 'go', 'build', '-mod=readonly', '-trimpath'],
				...['-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', partial, importPath],
			],
			{cwd: directoryOf(name), env: {CGO_ENABLED: '0'}, stdout: 'inherit', stderr: 'inherit'},
		);
		await rename(partial, path);
	}
	return path;
};

import {createHash} from 'node:crypto';
import {access, mkdir, readFile, rename} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';

/** Where programs are kept once they are built. */
export const goCache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rke2-netdoctor-lab');
const directoryOf = module => fileURLToPath(new URL(module, import.meta.url));

/** What a module pins; one that needs no other module has only its source. */
const pinned = module =>
	readFile(join(directoryOf(module), 'go.sum')).catch(() => readFile(join(directoryOf(module), 'main.go')));

/**
 * Where a program of the module `go/MODULE` (by default of the same name) is once it is built: another go.sum is
 * another program.
 */
export const goProgramPath = async ({name, module = name}) => {
	const version = createHash('sha256')
		.update(await pinned(module))
		.digest('hex');
	return join(goCache, version.slice(0, 12), name);
};

const exists = path =>
	access(path).then(
		() => true,
		() => false,
	);

const isRunnable = async program => {
	const {failed} = await execa(program, ['version'], {reject: false});
	return !failed;
};

const hasCompiler = async () => {
	const {failed} = await execa('cc', ['--version'], {reject: false});
	return !failed;
};

/** What keeps it from being built here, in words; nothing when it is built or can be. */
export const missingForGo = async program => {
	if (await exists(await goProgramPath(program))) {
		return [];
	}
	return [
		...((await isRunnable('go')) ? [] : [`go is missing, which builds ${program.name}: https://go.dev/dl`]),
		...(program.needsC === true && !(await hasCompiler())
			? [`cc is missing, which builds parts of ${program.name}: apt-get install gcc libc6-dev`]
			: []),
	];
};

/** Builds a program of an ordinary Go module once, gently; returns its path. */
export const buildGoProgram = async program => {
	const {name, module = name, importPath, linkerFlags = [], needsC = false} = program;
	const path = await goProgramPath(program);
	if (!(await exists(path))) {
		await mkdir(join(path, '..'), {recursive: true});
		console.error(`building ${importPath === '.' ? name : importPath}, once; this takes minutes`);
		const partial = `${path}.${process.pid}`;
		await execa(
			'nice',
			[
				...['-n', '15', 'go', 'build', '-mod=readonly', '-trimpath'],
				...['-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', partial, importPath],
			],
			{
				cwd: directoryOf(module),
				env: {CGO_ENABLED: needsC ? '1' : '0'},
				stdout: 'inherit',
				stderr: 'inherit',
			},
		);
		await rename(partial, path);
	}
	return path;
};

// `npm run build:single`: one executable for each architecture, with licences and sums, in release/.
import {createHash} from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import postject from 'postject';
import {rolldown} from 'rolldown';
import {program} from '../rolldown.config.js';
import {licences} from './licences.js';
import {architectures, version as nodeVersion, run, runtime} from './runtime.js';
import {stripped} from './strip.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const release = join(root, 'release');

/** Bundles the program; returns the modules that went in. */
const bundle = async folder => {
	const build = await rolldown({...program, cwd: root});
	const {output} = await build.write({
		dir: folder,
		format: 'cjs',
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
	});
	await build.close();
	return output.flatMap(({moduleIds = []}) => moduleIds);
};

/** What Node.js itself makes of the program: the blob that belongs into the executable. The same for each architecture. */
const blobOf = (node, folder) => {
	const files = readdirSync(folder).sort();
	const config = join(folder, 'sea.json');
	const output = join(folder, 'blob');
	writeFileSync(
		config,
		JSON.stringify({
			main: join(root, 'bin/dev/single/loader.cjs'),
			output,
			disableExperimentalSEAWarning: true,
			// Of importing checks by their paths, which loader.cjs must ask for.
			execArgv: ['--disable-warning=ExperimentalWarning'],
			// The options of the operator's own Node.js programs are not ours.
			execArgvExtension: 'none',
			assets: Object.fromEntries(files.map(name => [name, join(folder, name)])),
		}),
	);
	run(node, ['--experimental-sea-config', config]);
	return readFileSync(output);
};

const sentinel = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const megabytes = path => `${(readFileSync(path).length / 1e6).toFixed(1)} MB`;

const work = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-single-'));
try {
	rmSync(release, {recursive: true, force: true});
	mkdirSync(release);
	const program = join(work, 'program');
	const modules = await bundle(program);
	const runtimes = Object.fromEntries(architectures.map(name => [name, runtime(name)]));
	const own = runtimes[process.arch];
	if (own === undefined) {
		throw new Error(`expected to run on ${architectures.join(' or ')}, got ${process.arch}`);
	}
	const blob = blobOf(join(own, 'bin/node'), program);
	for (const architecture of architectures) {
		const path = join(release, `rke2-netdoctor-linux-${architecture}`);
		writeFileSync(path, stripped(readFileSync(join(runtimes[architecture], 'bin/node'))));
		await postject.inject(path, 'NODE_SEA_BLOB', blob, {sentinelFuse: sentinel});
		chmodSync(path, 0o755);
		console.log(`${path}  ${megabytes(path)}, Node.js ${nodeVersion}`);
	}
	writeFileSync(join(release, 'THIRD-PARTY-LICENSES.txt'), licences(modules, own));
	copyFileSync(join(root, 'LICENSE'), join(release, 'LICENSE'));
	const sums = readdirSync(release)
		.sort()
		.map(
			name =>
				`${createHash('sha256')
					.update(readFileSync(join(release, name)))
					.digest('hex')}  ${name}\n`,
		);
	writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
} finally {
	rmSync(work, {recursive: true});
}

// `npm run build:single`: for each architecture one executable, a .deb and an .rpm, with licences and sums, in release/.
import {createHash} from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {gzipSync} from 'node:zlib';
import postject from 'postject';
import {rolldown} from 'rolldown';
import {program} from '../rolldown.config.js';
import {licences} from './licences.js';
import {nfpm, writePackages} from './packages.js';
import {architectures, run, runtime} from './runtime.js';
import {stripped} from './strip.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const {values: given} = parseArgs({
	options: {folder: {type: 'string'}, architecture: {type: 'string', multiple: true}},
});
const release = given.folder ?? join(root, 'release');
const wanted = given.architecture ?? architectures;
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** When the sources are of: the same sources give the same bytes. */
const date = process.env.SOURCE_DATE_EPOCH || run('git', ['log', '-1', '--format=%ct'], {cwd: root}).trim();

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

const megabytes = path => `${(statSync(path).size / 1e6).toFixed(1).padStart(6)} MB`;

const work = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-single-'));
try {
	rmSync(release, {recursive: true, force: true});
	mkdirSync(release);
	const program = join(work, 'program');
	const modules = await bundle(program);
	const runtimes = Object.fromEntries([...wanted, process.arch].map(name => [name, runtime(name)]));
	const own = runtimes[process.arch];
	const blob = blobOf(join(own, 'bin/node'), program);
	writeFileSync(join(release, 'THIRD-PARTY-LICENSES.txt'), licences(modules, own));
	copyFileSync(join(root, 'LICENSE'), join(release, 'LICENSE'));
	const packager = nfpm();
	const packages = [];
	for (const architecture of wanted) {
		const path = join(release, `rke2-netdoctor-linux-${architecture}`);
		writeFileSync(path, stripped(readFileSync(join(runtimes[architecture], 'bin/node'))));
		await postject.inject(path, 'NODE_SEA_BLOB', blob, {sentinelFuse: sentinel});
		chmodSync(path, 0o755);
		if (packager !== undefined) {
			const files = join(work, architecture);
			mkdirSync(files);
			copyFileSync(path, join(files, 'rke2-netdoctor'));
			copyFileSync(join(release, 'THIRD-PARTY-LICENSES.txt'), join(files, 'THIRD-PARTY-LICENSES.txt'));
			writeFileSync(
				join(files, 'rke2-netdoctor.8.gz'),
				gzipSync(readFileSync(join(root, 'packaging/rke2-netdoctor.8'))),
			);
			packages.push(writePackages({packager, root, files, folder: release, architecture, version, date}));
		}
	}
	await Promise.all(packages);
	for (const name of readdirSync(release).sort()) {
		console.log(`${join(release, name).padEnd(50)} ${megabytes(join(release, name))}`);
	}
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

// The .deb and the .rpm around an executable, by nfpm: https://nfpm.goreleaser.com
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {cache, run} from './runtime.js';

/** The newest whose dependencies the Go module proxy has. */
const nfpmVersion = 'v2.43.0';

const start = promisify(execFile);

/** The program that packages, or `undefined`, which it tells, where Go cannot build it. */
export const nfpm = () => {
	const folder = join(cache, `nfpm-${nfpmVersion}`);
	const path = join(folder, 'nfpm');
	if (!existsSync(path)) {
		mkdirSync(folder, {recursive: true});
		try {
			run('go', ['install', `github.com/goreleaser/nfpm/v2/cmd/nfpm@${nfpmVersion}`], {
				env: {...process.env, GOBIN: folder},
			});
		} catch (error) {
			console.log(`no .deb and no .rpm, which nfpm makes: ${error.message}`);
			return undefined;
		}
	}
	return path;
};

/** Writes both packages of one architecture into a folder, out of `files`, which the build made, and the sources. */
export const writePackages = async ({packager, root, files, folder, architecture, version, date}) => {
	const env = {
		...process.env,
		ARCH: architecture === 'x64' ? 'amd64' : architecture,
		VERSION: version,
		FILES: files,
		SOURCE_DATE_EPOCH: `${date}`,
	};
	const config = ['package', '--config', 'packaging/package/nfpm.yaml', '--target', folder];
	await Promise.all(
		['deb', 'rpm'].map(format => start(packager, [...config, '--packager', format], {cwd: root, env})),
	);
};

import {createHash} from 'node:crypto';
import {cp, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';

const digestOf = content => createHash('sha256').update(content).digest('hex');

const tarOf = async directory => {
	const {stdout} = await execa('tar', ['--numeric-owner', '--owner=0', '--group=0', '-cf', '-', '.'], {
		cwd: directory,
		encoding: 'buffer',
		maxBuffer: 64 * 1024 * 1024,
	});
	return Buffer.from(stdout);
};

/** `pause`, and where a daemon's container finds the node's own programs, once its /usr is mounted. */
const layerOf = async (directory, pause) => {
	await mkdir(directory);
	await cp(pause, join(directory, 'pause'));
	await Promise.all(
		['bin', 'lib', 'lib64', 'sbin'].map(name => symlink(`usr/${name}`, join(directory, name))),
	);
	return tarOf(directory);
};

const mediaType = kind => `application/vnd.oci.image.${kind}`;

/** An OCI archive of one small image under all `names`: no registry is asked. `pause` is a static program. */
export const makeImage = async (pause, names) => {
	const directory = await mkdtemp(join(tmpdir(), 'lab-image-'));
	const blobs = join(directory, 'image/blobs/sha256');
	const put = async (content, type, rest = {}) => {
		const digest = digestOf(content);
		await writeFile(join(blobs, digest), content);
		return {mediaType: mediaType(type), digest: `sha256:${digest}`, size: content.length, ...rest};
	};
	const putJson = (value, ...rest) => put(Buffer.from(JSON.stringify(value)), ...rest);
	const platform = {os: 'linux', architecture: {x64: 'amd64'}[process.arch] ?? process.arch};
	try {
		await mkdir(blobs, {recursive: true});
		const layer = await put(await layerOf(join(directory, 'layer'), pause), 'layer.v1.tar');
		const config = await putJson(
			{...platform, config: {Entrypoint: ['/pause']}, rootfs: {type: 'layers', diff_ids: [layer.digest]}},
			'config.v1+json',
		);
		const manifest = await putJson(
			{schemaVersion: 2, mediaType: mediaType('manifest.v1+json'), config, layers: [layer]},
			'manifest.v1+json',
			{platform},
		);
		const index = {
			schemaVersion: 2,
			manifests: names.map(name => ({
				...manifest,
				annotations: {'io.containerd.image.name': `docker.io/${name}`},
			})),
		};
		await writeFile(join(directory, 'image/index.json'), JSON.stringify(index));
		await writeFile(join(directory, 'image/oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
		return await tarOf(join(directory, 'image'));
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
};

import {cp, mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {startOf} from './judge.js';

/** The folder that holds the bundle, whether or not the archive has one at its top. */
const contentOf = async directory => {
	const entries = await readdir(directory, {withFileTypes: true});
	return entries.length === 1 && entries[0].isDirectory() ? join(directory, entries[0].name) : directory;
};

/** Records a node with `capture` and unpacks the bundle as `<directory>/<id>`, in place of what was there. */
export const recordNode = async (node, program, directory, id) => {
	const inNode = `/tmp/${id}.tar.gz`;
	await node.run([...startOf(program), 'capture', inNode], {timeout: 90_000});
	const {stdout: archive} = await node.run(['cat', inNode], {
		encoding: 'buffer',
		maxBuffer: 64 * 1024 * 1024,
	});
	await node.remove(inNode);
	const unpacked = await mkdtemp(join(tmpdir(), 'bundle-'));
	try {
		await execa('tar', ['-xzf', '-', '-C', unpacked], {input: archive});
		const target = join(directory, id);
		await rm(target, {recursive: true, force: true});
		await mkdir(directory, {recursive: true});
		await cp(await contentOf(unpacked), target, {recursive: true});
		return target;
	} finally {
		await rm(unpacked, {recursive: true, force: true});
	}
};

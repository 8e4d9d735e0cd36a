import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import {startOf} from './judge.js';

/** The folder that holds the bundle, whether or not the archive has one at its top. */
const contentOf = async directory => {
	const entries = await readdir(directory, {withFileTypes: true});
	return entries.length === 1 && entries[0].isDirectory() ? join(directory, entries[0].name) : directory;
};

/**
 * What only another machine shows: the kernel's defaults of the initial network namespace, which a real node is (arp(7)),
 * and its firmware.
 */
const shownElsewhere = {
	'/sys/class/dmi/id/sys_vendor': 'QEMU\n',
	'/sys/class/dmi/id/bios_version': '1.16.3-debian-1.16.3-2\n',
	'/proc/sys/net/ipv4/neigh/default/gc_thresh1': '128\n',
	'/proc/sys/net/ipv4/neigh/default/gc_thresh2': '512\n',
	'/proc/sys/net/ipv4/neigh/default/gc_thresh3': '1024\n',
	'/proc/sys/net/ipv6/neigh/default/gc_thresh3': '1024\n',
	'/proc/net/stat/arp_cache': [
		'entries  allocs   destroys hash_grows lookups  hits     res_failed table_fulls',
		'00000009 00000312 0000025e 00000001   000008a4 0000026a 00000000   00000000',
		'',
	].join('\n'),
};

const fromFacts = /^(crictl|systemctl|rke2|curl)\b/;
const writtenByLab = /^\/(etc\/(rancher|cni|default|sysconfig|calico)|var\/(lib|log)|opt|run|usr\/local)\//;

/** Who made a reply: the kernel, a real program, or a stand-in and files that the lab writes from documented facts. */
const makerOf = ({kind, argv, path}) => {
	if (kind === 'command') {
		return fromFacts.test(argv[0])
			? 'facts'
			: argv[0] === 'pgrep' || argv[0] === 'uname'
				? 'program'
				: 'kernel';
	}
	if (kind === 'api' || kind === 'http') {
		return 'facts';
	}
	return path !== undefined && writtenByLab.test(path) ? 'facts' : 'kernel';
};

const completed = madeBy => entry => {
	const body = entry.reason === 'not-found' ? shownElsewhere[entry.request.path] : undefined;
	return body === undefined
		? {...entry, madeBy: madeBy?.(entry.request) ?? makerOf(entry.request)}
		: {request: entry.request, body, madeBy: 'facts'};
};

const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The program is mounted from the checkout of the machine that records; no node has that. */
const withoutCheckout = ({path}, body) =>
	path === '/proc/1/mounts'
		? body
				.split('\n')
				.filter(line => line.split(' ')[1] !== project)
				.join('\n')
		: body;

/** Replies without the lab's own traces, and those that a CNI writes anew, in the manifest or in a file beside it. */
const correctedIn =
	(folder, {recorded}) =>
	async entry => {
		const path = entry.file === undefined ? undefined : join(folder, entry.file);
		const body = path === undefined ? entry.body : await readFile(path, 'utf8');
		if (body === undefined) {
			return entry;
		}
		const anew = recorded?.(entry.request, body);
		const corrected = anew ?? withoutCheckout(entry.request, body);
		if (corrected === body) {
			return entry;
		}
		if (path !== undefined) {
			await writeFile(path, corrected);
		}
		return {
			...entry,
			...(path === undefined && {body: corrected}),
			...(anew !== undefined && {madeBy: 'facts'}),
		};
	};

/** Says of each reply who made it, and drops the report: fixtures are judged anew. */
const complete = async (folder, cni) => {
	const path = join(folder, 'manifest.json');
	// Fixtures may be edited by hand: no hashes.
	const {files: _, ...manifest} = JSON.parse(await readFile(path, 'utf8'));
	const replies = await Promise.all(
		manifest.replies.map(completed(cni.madeBy)).map(correctedIn(folder, cni)),
	);
	await writeFile(path, `${JSON.stringify({...manifest, replies}, undefined, '\t')}\n`);
	await Promise.all(
		['report.json', 'report.md', 'report.txt', 'removed.txt', 'log.txt'].map(name =>
			rm(join(folder, name), {force: true}),
		),
	);
};

/** Records a node with `capture` and unpacks the bundle as `<directory>/<id>`, in place of what was there. */
export const recordNode = async (node, {cni}, program, directory, id) => {
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
		await complete(target, cni);
		return target;
	} finally {
		await rm(unpacked, {recursive: true, force: true});
	}
};

import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import {readBundle} from '../../src/bundle/read.ts';
import {unpackTar} from '../../src/bundle/tar.ts';
import {packBundle} from '../../src/bundle/write.ts';
import type {Host} from '../../src/core/host.ts';
import type {Report} from '../../src/core/report.ts';
import {type Reply, type Request, requestKey} from '../../src/core/request.ts';
import {createRecordingHost} from '../../src/host/recording.ts';
import {createRedactingHost} from '../../src/host/redacting.ts';
import {createReplayHost} from '../../src/host/replay.ts';
import {createRedactor} from '../../src/redact/redact.ts';
import {renderers} from '../../src/render/index.generated.ts';
import {diagnoseHost} from '../nodes.ts';
import {root} from '../tree.ts';
import {seeds, shapes} from './seeds.ts';

const verbose = {hasColor: false, isAscii: false, width: 0, isVerbose: true};
const templates = Object.entries(seeds).flatMap(([kind, texts]) => texts.map(text => ({kind, text})));
/** Each seed holds a secret of its own, and one that all share. */
const secretOf = (index: number): string => `Zq7-s33d${String(index).padStart(3, '0')}kV`;
const shared = 'sh4red-Secret-0f-all';
const seeded = (index: number): string =>
	templates[index % templates.length]?.text.replaceAll(
		'{secret}',
		index % 10 === 9 ? shared : secretOf(index),
	) ?? '';

const isJson = (text: string): boolean => {
	try {
		return typeof JSON.parse(text) === 'object';
	} catch {
		return false;
	}
};

/** What a node could answer: JSON with seeds as annotations of its objects, other text with seeds among its lines. */
const withSeed = (body: string, seed: string): string => {
	if (!isJson(body)) {
		return `${body}\n${seed}`;
	}
	const annotated = (value: unknown): unknown =>
		Array.isArray(value)
			? value.map(annotated)
			: typeof value === 'object' && value !== null
				? {
						...value,
						annotations: {...(value as {annotations?: object}).annotations, 'example.org/note': seed},
					}
				: value;
	return JSON.stringify(annotated(JSON.parse(body)));
};

/** Kinds whose replies Host itself writes: they hold no text of others. */
const ownKinds: readonly Request['kind'][] = [
	'directory',
	'stat',
	'filesystem',
	'packet',
	'clock',
	'option',
	'symlink',
];

/** A node in all of whose answers, also those that say what went wrong, there is a secret. */
const seededHost = (host: Host): {readonly host: Host; readonly count: () => number} => {
	const indexes = new Map<string, number>();
	const seedReply = (request: Request, reply: Reply): Reply => {
		if (ownKinds.includes(request.kind)) {
			return reply;
		}
		const key = requestKey(request);
		const index = indexes.get(key) ?? indexes.size;
		indexes.set(key, index);
		const seed = seeded(index);
		return reply.status === 'answered'
			? {...reply, body: withSeed(reply.body, seed), stderr: `warning:\n${seed}`}
			: {...reply, detail: `${reply.detail}:\n${seed}`};
	};
	return {
		host: {...host, read: async request => seedReply(request, await host.read(request))},
		count: () => indexes.size,
	};
};

interface Output {
	readonly report: Report;
	/** Everything that leaves the program, by name. */
	readonly texts: Readonly<Record<string, string>>;
	readonly seeds: number;
}

const outputOf = async (node: string): Promise<Output> => {
	const path = `${root}fixtures/nodes/${node}`;
	const replay = seededHost(createReplayHost(await readBundle(path), node));
	const redactor = createRedactor();
	const recording = createRecordingHost(createRedactingHost(replay.host, redactor));
	const report = await diagnoseHost(recording.host);
	const texts: Record<string, string> = {};
	for (const [format, load] of Object.entries(renderers)) {
		texts[format] = (await load()).render(report, verbose);
	}
	const {archive} = packBundle({
		tool: report.tool,
		createdAt: report.startedAt,
		node: report.node.name,
		removed: redactor.report(),
		recorded: recording.recorded(),
		documents: {'report.json': texts.json ?? '', 'report.md': texts.markdown ?? ''},
	});
	for (const file of unpackTar(gunzipSync(archive))) {
		texts[`bundle ${file.path}`] = file.content.toString();
	}
	return {report, texts, seeds: replay.count()};
};

describe.each(['canal-server-sick', 'canal-agent-sick'])(
	'secrets in everything that %s answers',
	async node => {
		const {texts, seeds: count} = await outputOf(node);

		it('are many, of many kinds', () => {
			expect(count).toBeGreaterThanOrEqual(60);
			expect(
				new Set(Array.from({length: count}, (_, index) => templates[index % templates.length]?.kind)).size,
			).toBeGreaterThanOrEqual(20);
		});

		it('survive in no format, not in -v, and not in the bundle', () => {
			const secrets = [shared, ...Array.from({length: count}, (_, index) => secretOf(index))];
			const survivors = Object.entries(texts).flatMap(([name, text]) =>
				secrets.filter(secret => text.includes(secret)).map(secret => `${secret} in ${name}`),
			);
			expect(survivors).toEqual([]);
		});

		it('leave equal tokens where they were equal, and other tokens where they were not', () => {
			const all = Object.values(texts).join('\n');
			const tokens = new Set(all.match(/REDACTED_[\w-]+?_[0-9a-f]{6}/g));
			expect(tokens.size).toBeGreaterThan(50);
			expect(tokens.size).toBeLessThanOrEqual(count);
		});

		it('take no address with them', () => {
			const all = Object.values(texts).join('\n');
			for (const address of ['10.0.0.1', '10.0.0.2', '10.42.', 'flannel.1']) {
				expect(all).toContain(address);
			}
		});
	},
);

describe('secrets in the files of a node, from the command line', () => {
	const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-seeded-'));
	afterAll(() => rmSync(folder, {recursive: true}));
	const node = join(folder, 'root');
	const own = Object.keys(shapes);
	const write = (path: string, text: string): void => {
		mkdirSync(dirname(join(node, path)), {recursive: true});
		writeFileSync(join(node, path), text);
	};
	const text = (kind: string, from: number): string =>
		(seeds[kind] ?? [])
			.map((template, index) => template.replaceAll('{secret}', secretOf(from + index)))
			.join('\n');
	write('/usr/local/bin/rke2', '');
	mkdirSync(join(node, 'var/lib/rancher/rke2'), {recursive: true});
	symlinkSync(
		'/var/lib/rancher/rke2/data/v1.35.7-rke2r1-0123456789ab/bin',
		join(node, 'var/lib/rancher/rke2/bin'),
	);
	write('/etc/rancher/rke2/config.yaml', text('RKE2 configuration', 100));
	write('/etc/rancher/rke2/config.yaml.d/50-rancher.yaml', text('datastore endpoint', 200));
	write('/etc/rancher/rke2/registries.yaml', text('registry configuration', 300));
	write('/etc/default/rke2-server', text('environment file', 400));
	write('/usr/local/lib/systemd/system/rke2-server.env', text('proxy and other URLs', 500));
	write('/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml', text('Helm values in YAML', 600));
	write('/var/lib/rancher/rke2/server/manifests/rke2-canal.yaml', text('environment of a pod', 700));
	write(
		'/var/lib/rancher/rke2/agent/logs/kubelet.log',
		`${text('logs', 800)}\n${own.map(name => shapes[name]?.text).join('\n')}`,
	);
	write('/etc/cni/net.d/10-canal.conflist', text('flannel net-conf', 900));
	write('/etc/sysctl.d/99-x.conf', text('system files', 1000));
	const secrets = [
		...Array.from({length: 1100}, (_, index) => secretOf(index)),
		...Object.values(shapes).map(({secret}) => secret),
	];
	const run = (...words: readonly string[]) =>
		spawnSync(
			process.execPath,
			[join(root, 'bin/rke2-netdoctor.js'), ...words, '--host-root', node, '--passive'],
			{
				encoding: 'utf8',
				maxBuffer: 1e9,
			},
		);
	const survivors = (output: string): readonly string[] => secrets.filter(secret => output.includes(secret));

	it.each(Object.keys(renderers))('survive not in -v -o %s', format => {
		const {stdout, stderr} = run('check', '-v', '-o', format);
		expect(survivors(stdout + stderr)).toEqual([]);
		expect(stdout.length).toBeGreaterThan(50);
	});

	it('survive not in the bundle, which tells what was removed', () => {
		const path = join(folder, 'node.tar.gz');
		const {stdout, stderr} = run('capture', path);
		expect(survivors(stdout + stderr)).toEqual([]);
		const files = unpackTar(gunzipSync(readFileSync(path)));
		expect(survivors(files.map(({content}) => content.toString()).join('\n'))).toEqual([]);
		const removed = files.find(file => file.path === 'removed.txt')?.content.toString() ?? '';
		expect(removed).toMatch(/^ +\d+ {2}token +values of keys that end in token/m);
		expect(removed.match(/^ +\d+ {2}/gm)?.length).toBeGreaterThan(4);
	});
});

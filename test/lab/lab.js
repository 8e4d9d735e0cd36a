import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {apiObjectsOf} from './api/objects.js';
import {makeCertificates} from './certificates.js';
import {describeCluster} from './cluster.js';
import {fromLayers, mergedFromLayers} from './cni.js';
import {criStateOf} from './cri-state.js';
import {daemonPidsOf, daemonsOf, standInCommand, startDaemons, stopDaemon} from './daemons.js';
import {restoreNetfilter} from './netfilter/rules.js';
import {connectUnderlay, createSwitch, removeSwitch} from './network.js';
import {createNode} from './node.js';
import {rke2FilesOf} from './rke2-files.js';

const objectPath = (api, resource) => join(api, `${resource}.json`);

/** Further resources that the API server knows, and whose pods may read which ConfigMap. */
const standInConfiguration = cluster => ({
	resources: fromLayers(cluster, 'resources'),
	configMapUsers: mergedFromLayers(cluster, 'configMapUsers'),
});

const writeObjects = (api, cluster, objects) =>
	Promise.all(
		Object.entries({...objects, 'stand-in': standInConfiguration(cluster)}).map(([resource, items]) =>
			writeFile(objectPath(api, resource), JSON.stringify(items)),
		),
	);

const osImage = async () =>
	/^PRETTY_NAME="?([^"\n]*)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';

const startUpstreamDns = address => {
	const script = fileURLToPath(new URL('stand-ins/upstream-dns.js', import.meta.url));
	return spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, script, address], {
		stdio: 'ignore',
		detached: true,
	});
};

const unitsOf = ({role}, pids, startedAt) => ({
	[`rke2-${role}.service`]: {
		LoadState: 'loaded',
		ActiveState: 'active',
		SubState: 'running',
		UnitFileState: 'enabled',
		FragmentPath: `/usr/local/lib/systemd/system/rke2-${role}.service`,
		MainPID: String(pids.rke2),
		ActiveEnterTimestamp: `${startedAt.toUTCString().slice(0, 3)} ${startedAt.toISOString().slice(0, 10)} ${startedAt.toISOString().slice(11, 19)} UTC`,
	},
	[`rke2-${role === 'server' ? 'agent' : 'server'}.service`]: {
		LoadState: 'loaded',
		UnitFileState: 'disabled',
		FragmentPath: `/usr/local/lib/systemd/system/rke2-${role === 'server' ? 'agent' : 'server'}.service`,
	},
});

/** What crictl answers: it depends on process ids. */
const writeCriState = async (node, cluster, pids) => {
	const ofContainers = {
		...pids,
		...Object.fromEntries(
			daemonsOf(cluster, node.description)
				.filter(({container}) => container !== undefined)
				.map(({name, container}) => [container, pids[name]]),
		),
	};
	await node.write([
		{path: '/run/lab/cri.json', content: JSON.stringify(criStateOf(cluster, node.description, ofContainers))},
	]);
};

/** What depends on process ids: the answers of crictl and systemctl. */
const writeProcessState = async (node, cluster) => {
	const pids = await daemonPidsOf(node);
	await writeCriState(node, cluster, pids);
	await node.write([
		{
			path: '/run/lab/units.json',
			content: JSON.stringify(unitsOf(node.description, pids, cluster.startedAt)),
		},
	]);
};

/** Runs a part of each layer, one after the other. */
const inLayers = async (cluster, part, ...given) => {
	for (const layer of cluster.layers) {
		await layer[part]?.(...given, cluster);
	}
};

/** Everything that the CNI and kube-proxy put into the kernel of a node; real plugins connect pods when these are made. */
const buildKernel = async (node, cluster) => {
	await inLayers(cluster, 'build', node);
	if (cluster.containerRuntime === undefined) {
		await inLayers(cluster, 'connectPods', node);
	}
	await restoreNetfilter(node, cluster);
};

const installRke2 = async (node, cluster, certificates) => {
	await node.write(rke2FilesOf(cluster, node.description, certificates, standInCommand));
	await node.run(['hostname', node.description.name]);
};

const startNode = (node, cluster, image) =>
	cluster.containerRuntime === undefined
		? startDaemons(node, daemonsOf(cluster, node.description))
		: cluster.containerRuntime.startNode(node, cluster, image);

/**
 * Builds a cluster of RKE2 nodes inside the lab's namespaces. `close` ends every process of it. Node 1 is the server,
 * the others are agents; the options are those of `describeCluster`.
 */
export const buildLab = async (workspace, options = {}) => {
	const cluster = await describeCluster(options);
	const directory = await mkdtemp(join(workspace, 'cluster-'));
	const [api, keys] = [join(directory, 'api'), join(directory, 'keys')];
	await Promise.all([mkdir(api), mkdir(keys, {mode: 0o700})]);
	await createSwitch();
	const {containerRuntime} = cluster;
	const [system, image] = await Promise.all([osImage(), containerRuntime?.image(cluster)]);
	const objects = apiObjectsOf(cluster, system);
	const [certificates, nodes] = await Promise.all([
		makeCertificates(cluster, keys),
		Promise.all(cluster.nodes.map(description => createNode(description, directory, api))),
		writeObjects(api, cluster, objects),
	]);
	const upstreamDns = startUpstreamDns(cluster.network.gateway);
	await Promise.all(nodes.map(node => connectUnderlay(node, cluster.network)));
	await Promise.all(
		nodes.map(async node => {
			await containerRuntime?.prepare(node);
			await Promise.all([buildKernel(node, cluster), installRke2(node, cluster, certificates)]);
			await cluster.apiServer?.install(node, cluster, certificates);
			await startNode(node, cluster, image);
		}),
	);
	await cluster.apiServer?.fill(nodes, cluster, objects);
	const editObjects = async (resource, change) => {
		const path = objectPath(api, resource);
		const before = JSON.parse(await readFile(path, 'utf8'));
		const after = change(before);
		await writeFile(path, JSON.stringify(after));
		await cluster.apiServer?.update(nodes[0], cluster, resource, before, after);
	};
	if (containerRuntime !== undefined) {
		await Promise.all(nodes.map(node => containerRuntime.startWorkloads(node, cluster)));
		await editObjects('pods', () => apiObjectsOf(cluster, system).pods);
	}
	await Promise.all(nodes.map(node => writeProcessState(node, cluster)));
	await cluster.apiServer?.settle(nodes, cluster);
	await inLayers(cluster, 'settle', nodes);
	const restartStandIn = async (node, name) => {
		await startDaemons(node, [daemonNamed(node, name)]);
		await writeCriState(node, cluster, await daemonPidsOf(node));
	};
	const nodeNamed = name => nodes.find(({description}) => description.name === name);
	const daemonNamed = (node, name) =>
		daemonsOf(cluster, node.description).find(daemon => daemon.name === name);

	return {
		cluster,
		cni: cluster.cni,
		nodes,
		server: nodes[0],
		agent: nodes[1],
		nodeNamed,
		builtAt: Date.now(),
		/** Changes the API's objects of one resource (plural name): `change` gets the items and returns the new ones. */
		editObjects,
		stopDaemon,
		startDaemon: (node, name) =>
			containerRuntime === undefined
				? restartStandIn(node, name)
				: containerRuntime.restart(node, cluster, name),
		close: async () => {
			upstreamDns.kill('SIGKILL');
			await Promise.all(nodes.map(node => node.destroy()));
			await removeSwitch();
		},
	};
};

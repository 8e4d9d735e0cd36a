import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {apiObjectsOf} from './api/objects.js';
import {buildCanal} from './canal.js';
import {makeCertificates} from './certificates.js';
import {describeCluster} from './cluster.js';
import {criStateOf} from './cri-state.js';
import {daemonPidsOf, daemonsOf, standInCommand, startDaemons, stopDaemon} from './daemons.js';
import {connectUnderlay, createSwitch, removeSwitch} from './network.js';
import {createNode} from './node.js';
import {rke2FilesOf} from './rke2-files.js';

const objectPath = (api, resource) => join(api, `${resource}.json`);

const writeObjects = (api, objects) =>
	Promise.all(
		Object.entries(objects).map(([resource, items]) =>
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

/** What depends on process ids: the answers of crictl and systemctl. */
const writeProcessState = async (node, cluster) => {
	const pids = {...(await daemonPidsOf(node))};
	const ofContainers = {...pids, 'kube-flannel': pids.flanneld};
	await node.write([
		{path: '/run/lab/cri.json', content: JSON.stringify(criStateOf(cluster, node.description, ofContainers))},
		{
			path: '/run/lab/units.json',
			content: JSON.stringify(unitsOf(node.description, pids, cluster.startedAt)),
		},
	]);
};

const installRke2 = async (node, cluster, certificates) => {
	await node.write(rke2FilesOf(cluster, node.description, certificates, standInCommand));
	await node.run(['hostname', node.description.name]);
};

/**
 * Builds a cluster of RKE2 nodes with Canal inside the lab's namespaces. `close` ends every process of it.
 * Node 1 is the server, the others are agents.
 */
export const buildLab = async (workspace, {size, release} = {}) => {
	const cluster = describeCluster({size, release});
	const directory = await mkdtemp(join(workspace, 'cluster-'));
	const [api, keys] = [join(directory, 'api'), join(directory, 'keys')];
	await Promise.all([mkdir(api), mkdir(keys, {mode: 0o700})]);
	await createSwitch();
	const [certificates, nodes] = await Promise.all([
		makeCertificates(cluster, keys),
		Promise.all(cluster.nodes.map(description => createNode(description, directory, api))),
		osImage().then(image => writeObjects(api, apiObjectsOf(cluster, image))),
	]);
	const upstreamDns = startUpstreamDns(cluster.network.gateway);
	await Promise.all(nodes.map(node => connectUnderlay(node, cluster.network.gateway)));
	await Promise.all(
		nodes.map(async node => {
			await Promise.all([buildCanal(node, cluster), installRke2(node, cluster, certificates)]);
			await startDaemons(node, daemonsOf(cluster, node.description));
			await writeProcessState(node, cluster);
		}),
	);
	const nodeNamed = name => nodes.find(({description}) => description.name === name);
	const daemonNamed = (node, name) =>
		daemonsOf(cluster, node.description).find(daemon => daemon.name === name);

	return {
		cluster,
		nodes,
		server: nodes[0],
		agent: nodes[1],
		nodeNamed,
		/** Changes the API's objects of one resource (plural name): `change` gets the items and returns the new ones. */
		editObjects: async (resource, change) => {
			const path = objectPath(api, resource);
			await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
		},
		stopDaemon,
		startDaemon: (node, name) => startDaemons(node, [daemonNamed(node, name)]),
		close: async () => {
			upstreamDns.kill('SIGKILL');
			await Promise.all(nodes.map(node => node.destroy()));
			await removeSwitch();
		},
	};
};

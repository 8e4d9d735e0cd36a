import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {waitFor} from '../connectivity.js';
import {daemonsOf, linkSleepers, program, startDaemons, waitUntilReady} from '../daemons.js';
import {addressesOf} from '../families.js';
import {goCache} from '../go/build.js';
import {projectDirectory} from '../node.js';
import {makeImage} from './image.js';
import {pluginPrograms, runtimePrograms} from './programs.js';
import {containerConfig, sandboxConfig} from './sandboxes.js';

const maker = fileURLToPath(new URL('../inside/make-pods.js', import.meta.url));
const root = '/var/lib/rancher/rke2/agent/containerd';
const bin = '/var/lib/rancher/rke2/bin';
const socket = '/run/k3s/containerd/containerd.sock';

/** What namespaces within namespaces, and little memory, allow. */
const settings = `
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  BinaryName = "${bin}/runc"

[plugins.'io.containerd.cri.v1.images']
  snapshotter = "native"
`;

const crictl = (node, ...words) =>
	node.run([`${bin}/crictl`, '--config', '/var/lib/rancher/rke2/agent/etc/crictl.yaml', ...words]);

/** It answers when it has found again what it ran before; its socket stays behind when it is killed. */
const daemon = commandLine =>
	program('containerd', ['env', `PATH=${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, ...commandLine], undefined, {
		untilReady: node =>
			waitFor('containerd to answer', () =>
				crictl(node, 'info').then(
					() => true,
					() => false,
				),
			),
	});

/** What containerd and the containers write all the time is no trace of a fault: it lies outside the node's own files. */
const prepare = node =>
	node.shell(
		`for directory in ${root} /var/lib/cni /var/lib/rancher/rke2/agent/logs /var/log/pods; do mkdir -p $directory; mount -t tmpfs -o mode=0755 tmpfs $directory; done
mount -o remount,bind,ro /sys/fs/cgroup
touch ${root}/containerd.log; ln -s ${root}/containerd.log /run/lab/log/containerd`,
	);

const imagesOf = ({nodes}) => [
	'rancher/mirrored-pause:3.6',
	...new Set(
		nodes.flatMap(({pods}) =>
			pods.flatMap(({containers, initContainers}) =>
				[...containers, ...initContainers].map(({image}) => image),
			),
		),
	),
];

const loadImage = async (node, image) => {
	await node.run(['sh', '-c', 'cat >/run/lab/image.tar'], {input: image});
	await node.shell(
		`${bin}/ctr -a ${socket} -n k8s.io images import --local --snapshotter native /run/lab/image.tar; rm /run/lab/image.tar`,
	);
};

/** In place of those that are there. Copies: a fault may change their mode. */
const installPlugins = (node, paths) =>
	node.shell(
		'for path; do [ ! -e "/opt/cni/bin/$(basename "$path")" ] || cp --remove-destination "$path" /opt/cni/bin/; done',
		{arguments: pluginPrograms.map(({name}) => paths[name])},
	);

/** The daemon whose process a container is. */
const daemonIn = (daemons, {name}) =>
	daemons.find(candidate => (candidate.container ?? candidate.name) === name);

const isInPod = (node, daemon) =>
	node.pods.some(pod => pod.containers.some(container => daemonIn([daemon], container) !== undefined));

const filesDirectory = name => `/run/lab/files/${name}`;

/** A daemon sees the node's programs; what is private to it is there instead of the node's own files. */
const mountsOf = ({name, files, mounts = []}) => {
	const shown = ['/usr', '/run/lab', projectDirectory, dirname(process.execPath), goCache];
	return [...new Set([...shown, ...(files === undefined ? ['/etc', '/var', '/run', '/opt', '/tmp'] : [])])]
		.map(path => [path, path])
		.concat(mounts)
		.concat(Object.keys(files ?? {}).map(path => [`${filesDirectory(name)}${path}`, path]));
};

const privateFilesOf = daemons =>
	daemons.flatMap(({name, files = {}}) =>
		Object.entries(files).map(([path, content]) => ({
			path: `${filesDirectory(name)}${path}`,
			content: `${content}\n`,
		})),
	);

const environmentOf = ({name, reportsReady, environment = {}}) =>
	Object.entries({...environment, ...(reportsReady && {LAB_READY: `/run/lab/ready/${name}`})}).map(pair =>
		pair.join('='),
	);

const runOf = daemon =>
	daemon === undefined
		? {command: ['/pause']}
		: {
				command: ['/usr/bin/env', ...environmentOf(daemon), ...daemon.argv],
				mounts: mountsOf(daemon),
				isPrivileged: true,
			};

const before = address => address.replace(/(\d+)$/, digits => String(Number(digits) - 1));

const orderOf = (cluster, daemons) => pod => {
	const runs = pod.containers.map(container => [container, daemonIn(daemons, container)]);
	const isFinished = pod.isFinished === true;
	return {
		sandbox: sandboxConfig(
			cluster,
			pod,
			runs.some(([, daemon]) => daemon !== undefined),
		),
		...(pod.address !== undefined && {
			addresses: {
				network: cluster.cni.conflist(cluster, cluster.nodes[0]).config.name,
				before: addressesOf(pod).map(before),
			},
		}),
		isFinished,
		containers: [
			...pod.initContainers.map(container => ({
				config: containerConfig(pod, container, {command: ['/pause', 'done']}),
			})),
			...runs.map(([container, daemon]) => ({
				config: containerConfig(pod, container, isFinished ? {command: ['/pause', 'done']} : runOf(daemon)),
			})),
		],
	};
};

const make = async (node, orders) =>
	JSON.parse(
		(await node.run([process.execPath, maker], {input: JSON.stringify(orders), timeout: 120_000})).stdout,
	);

/** The description tells what containerd and the plugins chose: the API's objects are made from it. */
const learn = (pod, {sandboxId, namespaceName, macs, hostInterface, addresses, containers}) => {
	if (pod.address !== undefined && addresses?.[0] !== pod.address) {
		throw new Error(`expected ${pod.name} to get ${pod.address}, got ${addresses?.[0] ?? 'none'}`);
	}
	Object.assign(pod, {
		sandboxId,
		...(namespaceName !== undefined && {namespaceName, macs, mac: macs.eth0, hostInterface}),
	});
	for (const container of [...pod.initContainers, ...pod.containers]) {
		container.id = containers.find(({name}) => name === container.name).id;
	}
};

const writePids = (node, daemons, made) =>
	node.write(
		made.flatMap(({sandboxId, pid, containers}) => [
			...(pid > 0 ? [{path: `/run/lab/pid/${sandboxId}`, content: `${pid}\n`}] : []),
			...containers.flatMap(container => {
				const daemon = daemonIn(daemons, container);
				return daemon === undefined
					? []
					: {path: `/run/lab/pid/${daemon.name}`, content: `${container.pid}\n`};
			}),
		]),
	);

/** Makes pods of a node by containerd, the daemons as processes of their containers. */
const startPods = async (node, cluster, pods) => {
	const daemons = daemonsOf(cluster, node.description).filter(daemon => isInPod({pods}, daemon));
	await linkSleepers(node, daemons);
	await node.write(privateFilesOf(daemons));
	const made = await make(node, pods.map(orderOf(cluster, daemons)));
	for (const [index, pod] of pods.entries()) {
		learn(pod, made[index]);
	}
	await writePids(node, daemons, made);
	await waitUntilReady(node, daemons);
};

/** containerd, what runs outside of pods, and the static pods, one after the other as they need each other. */
const startNode = async (node, cluster, image, paths) => {
	const {description} = node;
	await installPlugins(node, paths);
	await startDaemons(
		node,
		daemonsOf(cluster, description).filter(candidate => !isInPod(description, candidate)),
	);
	await loadImage(node, image);
	for (const pod of description.pods.filter(({isStatic}) => isStatic)) {
		await startPods(node, cluster, [pod]);
	}
};

/** All other pods, those on the node's own network first: the CNI's are among them. */
const startWorkloads = async (node, cluster) => {
	const others = node.description.pods.filter(({isStatic}) => !isStatic);
	const isOnNode = ({address}) => address === undefined;
	await startPods(node, cluster, others.filter(isOnNode));
	await startPods(
		node,
		cluster,
		others.filter(pod => !isOnNode(pod)),
	);
};

/** Starts a daemon again, in a new container in place of its old one. */
const restart = async (node, cluster, name) => {
	const {description} = node;
	const daemons = daemonsOf(cluster, description).filter(daemon => daemon.name === name);
	if (!isInPod(description, daemons[0])) {
		return startDaemons(node, daemons);
	}
	const pod = description.pods.find(({containers}) => isInPod({pods: [{containers}]}, daemons[0]));
	const order = orderOf(cluster, daemons)(pod);
	const containers = order.containers.filter(({config}) => daemonIn(daemons, config.metadata) !== undefined);
	const old = pod.containers.find(container => daemonIn(daemons, container) !== undefined);
	await crictl(node, 'rm', '-f', old.id);
	const [made] = await make(node, [{...order, addresses: undefined, sandboxId: pod.sandboxId, containers}]);
	old.id = made.containers[0].id;
	await writePids(node, daemons, [made]);
	await waitUntilReady(node, daemons);
};

/**
 * containerd, runc, crictl and the CNI plugins as the option `containerRuntime` of `describeCluster`; `paths` are those of
 * `runtimePrograms`, `pluginPrograms` and `flanneld` by name.
 */
export const realRuntime = paths => ({
	settings,
	/** The path of flanneld on this machine, for clusters that have it. */
	flanneld: paths.flanneld,
	/** In place of stand-ins, in RKE2's directory. */
	binaries: Object.fromEntries(runtimePrograms.map(({name}) => [name, paths[name]])),
	daemon,
	prepare,
	image: cluster => makeImage(paths.pause, imagesOf(cluster)),
	startNode: (node, cluster, image) => startNode(node, cluster, image, paths),
	startWorkloads,
	restart,
});

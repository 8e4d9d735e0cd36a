import {fileURLToPath} from 'node:url';
import {fromLayers} from './cni.js';
import {inFamilies} from './families.js';
import {staticPodArgumentsOf} from './static-pods.js';

/** A stand-in of `stand-ins/` by name, or any by URL. */
const standIn = file => fileURLToPath(new URL(file, new URL('stand-ins/', import.meta.url)));

/** A shell line that runs a stand-in with the caller's arguments. */
export const standInCommand = name => `exec ${process.execPath} ${standIn(name)} "$@"`;

/**
 * A stand-in that becomes `title`, the command line that ps shows; its first word is the program's name. `rest` may have
 * `arguments`, `files` (private to it, as in its container), `networkNamespace`, and `container`, whose process it is (the name);
 * where a real containerd starts it also `environment` and `mounts`, pairs of path in the node and in the container.
 */
export const script = (file, title, rest = {}) => ({
	name: title[0].split('/').pop(),
	argv: [process.execPath, standIn(file), ...(rest.arguments ?? []), '--', ...title],
	reportsReady: true,
	...rest,
});

/**
 * A real program: `argv` runs as it is, as the container's process `name`. It is ready when the file or socket
 * `readyPath` exists, and when `untilReady` (in `rest`, gets the node) resolves.
 */
export const program = (name, argv, readyPath, rest = {}) => ({name, argv, readyPath, ...rest});

/** A program that only has to be seen: `sleep` under another name. */
export const sleeper = (program, rest = {}) => ({
	name: program,
	argv: [`/run/lab/bin/${program}`, 'infinity'],
	sleeper: program,
	...rest,
});

const pauses = node =>
	node.pods
		.filter(({isFinished}) => !isFinished)
		.map(({sandboxId, namespaceName}) =>
			sleeper('pause', {name: sandboxId, networkNamespace: namespaceName}),
		);

const corednsStandIn = ({namespaceName}) =>
	script('coredns.js', ['/coredns', '-conf', '/etc/coredns/Corefile'], {networkNamespace: namespaceName});

const containerdStandIn = title => script('containerd.js', title);

const common = (cluster, node) => {
	const {role, name} = node;
	const coredns = node.pods.find(({containers}) => containers[0].name === 'coredns');
	return [
		script('rke2.js', ['/usr/local/bin/rke2', role], {
			arguments: role === 'server' ? ['server'] : ['agent', cluster.nodes[0].address],
		}),
		(cluster.containerRuntime?.daemon ?? containerdStandIn)([
			'containerd',
			...['-c', '/var/lib/rancher/rke2/agent/etc/containerd/config.toml'],
			...['-a', '/run/k3s/containerd/containerd.sock', '--state', '/run/k3s/containerd'],
			...['--root', '/var/lib/rancher/rke2/agent/containerd'],
		]),
		script('kubelet.js', [
			'kubelet',
			'--kubeconfig=/var/lib/rancher/rke2/agent/kubelet.kubeconfig',
			`--hostname-override=${name}`,
			`--node-ip=${inFamilies(node, 'address')}`,
		]),
		...fromLayers(cluster, 'daemons', cluster, node),
		...(cluster.cni.replacesKubeProxy
			? []
			: [script('kube-proxy.js', ['kube-proxy', ...staticPodArgumentsOf(cluster, node, 'kube-proxy')])]),
		...(coredns === undefined ? [] : [(cluster.apiServer?.dnsDaemon ?? corednsStandIn)(coredns)]),
	];
};

const apiServerStandIns = (cluster, node) => [
	sleeper('etcd'),
	script('kube-api.js', ['kube-apiserver', ...staticPodArgumentsOf(cluster, node, 'kube-apiserver')], {
		arguments: [cluster.versions.kubernetes],
	}),
];

/** The processes of a node in the order in which they start. */
export const daemonsOf = (cluster, node) => [
	...(node.role === 'server'
		? [
				...(cluster.apiServer?.daemons ?? apiServerStandIns)(cluster, node),
				sleeper('kube-controller-manager'),
				sleeper('kube-scheduler'),
				sleeper('cloud-controller-manager'),
			]
		: []),
	...common(cluster, node),
	// A real container runtime makes its own.
	...(cluster.containerRuntime === undefined ? pauses(node) : []),
];

const quote = word => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Private copies of /run and /etc with the daemon's own files, as its container would have them. */
const privateFiles = files =>
	[
		...[...new Set(Object.keys(files).map(path => path.split('/')[1]))].map(
			top => `mount -t tmpfs tmpfs /${top}`,
		),
		...Object.entries(files).flatMap(([path, content]) => [
			`mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`,
			`echo ${quote(content)} >${path}`,
		]),
	].join('\n');

/** `sleep` under the names of those that only have to be seen. */
export const linkSleepers = (node, daemons) =>
	node.shell('for path; do [ -e "$path" ] || ln -s "$(command -v sleep)" "$path"; done', {
		arguments: [
			...new Set(
				daemons.flatMap(({sleeper: program}) => (program === undefined ? [] : [`/run/lab/bin/${program}`])),
			),
		],
	});

const startLine = ({name, argv, networkNamespace, files, reportsReady}) => {
	const ready = reportsReady ? `LAB_READY=/run/lab/ready/${name} ` : '';
	const inNamespace =
		networkNamespace === undefined ? '' : `nsenter --net=/run/netns/${networkNamespace} -- `;
	const command = argv.map(quote).join(' ');
	// The file for readiness must stay reachable when /run is private.
	const body =
		files === undefined
			? `exec env ${ready}${inNamespace}${command}`
			: `exec 3>/run/lab/ready/${name}\n${privateFiles(files)}\nexec env LAB_READY=/proc/self/fd/3 ${command}`;
	return `setsid ${files === undefined ? '' : 'unshare --mount '}sh -euc ${quote(`echo $$ >/run/lab/pid/${name}\n${body}`)} </dev/null >>/run/lab/log/${name} 2>&1 &`;
};

const waitForAll = `for file in "$@"; do
	tries=0
	until [ -s "$file" ] || [ -S "$file" ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { echo "$file: not ready after 10 s:" >&2; cat "/run/lab/log/\${file##*/}" >&2; exit 1; }
		sleep 0.05
	done
done`;

/** Resolves when all of them listen. */
export const waitUntilReady = async (node, daemons) => {
	const waiting = daemons.flatMap(({name, reportsReady, readyPath}) =>
		reportsReady ? [`/run/lab/ready/${name}`] : (readyPath ?? []),
	);
	await node.shell(waitForAll, {arguments: waiting});
	await Promise.all(daemons.map(({untilReady}) => untilReady?.(node)));
};

/** Starts daemons in a node; resolves when all of them listen. */
export const startDaemons = async (node, daemons) => {
	await linkSleepers(node, daemons);
	await node.shell(daemons.map(startLine).join('\n'));
	await waitUntilReady(node, daemons);
};

export const stopDaemon = (node, name) =>
	node.shell('kill -9 "$(cat "/run/lab/pid/$1")"; rm -f "/run/lab/pid/$1" "/run/lab/ready/$1"', {
		arguments: [name],
	});

/** Process ids in the node by daemon name. */
export const daemonPidsOf = async node => {
	const {stdout} = await node.shell('cd /run/lab/pid; for name in *; do echo "$name $(cat "$name")"; done');
	return Object.fromEntries(
		stdout.split('\n').map(line => {
			const [name, pid] = line.split(' ');
			return [name, Number(pid)];
		}),
	);
};

import {fileURLToPath} from 'node:url';
import {staticPodArgumentsOf} from './static-pods.js';

const standIn = name => fileURLToPath(new URL(`stand-ins/${name}`, import.meta.url));

/** A shell line that runs a stand-in with the caller's arguments. */
export const standInCommand = name => `exec ${process.execPath} ${standIn(name)} "$@"`;

/** `title` is the command line that ps shows; its first word is the program's name. */
const script = (file, title, rest = {}) => ({
	name: title[0].split('/').pop(),
	argv: [process.execPath, standIn(file), ...(rest.arguments ?? []), '--', ...title],
	reportsReady: true,
	...rest,
});

/** A program that only has to be seen: `sleep` under another name. */
const sleeper = (program, rest = {}) => ({
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

const common = (cluster, node) => {
	const {role, name, address} = node;
	const coredns = node.pods.find(({containers}) => containers[0].name === 'coredns');
	return [
		script('rke2.js', ['/usr/local/bin/rke2', role], {
			arguments: role === 'server' ? ['server'] : ['agent', cluster.nodes[0].address],
		}),
		script('containerd.js', [
			'containerd',
			...['-c', '/var/lib/rancher/rke2/agent/etc/containerd/config.toml'],
			...['-a', '/run/k3s/containerd/containerd.sock', '--state', '/run/k3s/containerd'],
			...['--root', '/var/lib/rancher/rke2/agent/containerd'],
		]),
		script('kubelet.js', [
			'kubelet',
			'--kubeconfig=/var/lib/rancher/rke2/agent/kubelet.kubeconfig',
			`--hostname-override=${name}`,
			`--node-ip=${address}`,
		]),
		script('felix.js', ['calico-node', '-felix']),
		script(
			'flanneld.js',
			[
				'/opt/bin/flanneld',
				'--ip-masq',
				'--kube-subnet-mgr',
				'--iptables-forward-rules=false',
				'--ip-blackhole-route',
			],
			{
				arguments: [cluster.versions.hasFlannelHealth ? 'health' : 'silent'],
				files: flannelFiles(cluster, node),
			},
		),
		script('kube-proxy.js', ['kube-proxy', ...staticPodArgumentsOf(cluster, node, 'kube-proxy')]),
		...(coredns === undefined
			? []
			: [
					script('coredns.js', ['/coredns', '-conf', '/etc/coredns/Corefile'], {
						networkNamespace: coredns.namespaceName,
					}),
				]),
	];
};

/** What flanneld's container has and the node has not: seen under /proc/PID/root. */
const flannelFiles = ({network}, {overlayAddress}) => ({
	'/run/flannel/subnet.env': [
		`FLANNEL_NETWORK=${network.pods}`,
		`FLANNEL_SUBNET=${overlayAddress.replace(/0$/, '1')}/24`,
		`FLANNEL_MTU=${network.overlayMtu}`,
		'FLANNEL_IPMASQ=true',
	].join('\n'),
	'/etc/kube-flannel/net-conf.json': JSON.stringify({Network: network.pods, Backend: {Type: 'vxlan'}}),
});

/** The processes of a node in the order in which they start. */
export const daemonsOf = (cluster, node) => [
	...(node.role === 'server'
		? [
				sleeper('etcd'),
				script('kube-api.js', ['kube-apiserver', ...staticPodArgumentsOf(cluster, node, 'kube-apiserver')], {
					arguments: [cluster.versions.kubernetes],
				}),
				sleeper('kube-controller-manager'),
				sleeper('kube-scheduler'),
				sleeper('cloud-controller-manager'),
			]
		: []),
	...common(cluster, node),
	...pauses(node),
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

const startLines = ({name, argv, networkNamespace, files, sleeper: program, reportsReady}) => {
	const ready = reportsReady ? `LAB_READY=/run/lab/ready/${name} ` : '';
	const inNamespace =
		networkNamespace === undefined ? '' : `nsenter --net=/run/netns/${networkNamespace} -- `;
	const command = argv.map(quote).join(' ');
	// The file for readiness must stay reachable when /run is private.
	const body =
		files === undefined
			? `exec env ${ready}${inNamespace}${command}`
			: `exec 3>/run/lab/ready/${name}\n${privateFiles(files)}\nexec env LAB_READY=/proc/self/fd/3 ${command}`;
	return [
		...(program === undefined
			? []
			: [`[ -e /run/lab/bin/${program} ] || ln -s "$(command -v sleep)" /run/lab/bin/${program}`]),
		`setsid ${files === undefined ? '' : 'unshare --mount '}sh -euc ${quote(`echo $$ >/run/lab/pid/${name}\n${body}`)} </dev/null >/run/lab/log/${name} 2>&1 &`,
	];
};

const waitForAll = `for file in "$@"; do
	tries=0
	until [ -s "$file" ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { echo "$file: not ready after 10 s:" >&2; cat "/run/lab/log/\${file##*/}" >&2; exit 1; }
		sleep 0.05
	done
done`;

/** Starts daemons in a node; resolves when all of them listen. */
export const startDaemons = async (node, daemons) => {
	await node.shell(daemons.flatMap(startLines).join('\n'));
	const waiting = daemons.filter(({reportsReady}) => reportsReady).map(({name}) => `/run/lab/ready/${name}`);
	await node.shell(waitForAll, {arguments: waiting});
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

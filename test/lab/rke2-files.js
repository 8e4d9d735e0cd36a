import {fromLayers} from './cni.js';
import {inFamilies} from './families.js';
import {manifestFilesOf, pristineChartFilesOf} from './helm-charts.js';
import {hexOf} from './identifiers.js';
import {credentialFilesOf} from './kubeconfigs.js';
import {podLogFilesOf} from './pod-logs.js';
import {staticPodFilesOf} from './static-pods.js';

const dataDirectory = '/var/lib/rancher/rke2';
const standIn = (name, body) =>
	`#!/bin/sh\n# Stand-in for ${name}, made by the lab of rke2-netdoctor.\n${body}\n`;
const program = (path, body = 'exit 0') => ({
	path,
	content: standIn(path.split('/').pop(), body),
	mode: 0o755,
});

export const dataVersionDirectoryOf = ({versions}) =>
	`${dataDirectory}/data/${versions.tag}-${hexOf(versions.rke2, 12)}`;

/** The values of `cni:`, none for RKE2's default. */
const cniWords = ({layers}) => {
	const words = layers.map(({option, kind}) => option ?? kind).reverse();
	return words.join() === 'canal' ? [] : words;
};

/** Ranges that are configured because they are not RKE2's defaults. */
const rangesOf = ({network}) =>
	network.ipv6 === undefined
		? {}
		: {
				'cluster-cidr': inFamilies(network, 'pods').join(),
				'service-cidr': inFamilies(network, 'services').join(),
			};

/** The arguments of rke2 after its configuration file is merged. */
export const rke2ArgumentsOf = (cluster, node) =>
	node.role === 'server'
		? [
				'server',
				'--token',
				'********',
				'--tls-san',
				'rke2.example.org',
				'--node-ip',
				inFamilies(node, 'address').join(),
				...Object.entries(rangesOf(cluster)).flatMap(([key, value]) => [`--${key}`, value]),
				...cniWords(cluster).flatMap(name => ['--cni', name]),
				...disabled.flatMap(name => ['--disable', name]),
				...(cluster.cni.replacesKubeProxy ? ['--disable-kube-proxy', 'true'] : []),
			]
		: [
				'agent',
				'--server',
				`https://${cluster.nodes[0].address}:9345`,
				'--token',
				'********',
				'--node-ip',
				inFamilies(node, 'address').join(),
			];

const disabled = [
	'rke2-ingress-nginx',
	'rke2-metrics-server',
	'rke2-snapshot-controller',
	'rke2-snapshot-controller-crd',
	'rke2-snapshot-validation-webhook',
];

const token = `K10${hexOf('token', 64)}::server:${hexOf('password', 32)}`;

const cniLines = cluster => {
	const words = cniWords(cluster);
	return words.length === 0 ? '' : `cni:\n${words.map(name => `  - ${name}\n`).join('')}`;
};

const configurationOfServer = (cluster, node) =>
	[
		`token: ${token.split(':').pop()}`,
		'tls-san:',
		'  - rke2.example.org',
		`node-ip: ${inFamilies(node, 'address')}`,
		...Object.entries(rangesOf(cluster)).map(([key, value]) => `${key}: ${value}`),
		`${cniLines(cluster)}disable:`,
		...disabled.map(name => `  - ${name}`),
		...(cluster.cni.replacesKubeProxy ? ['disable-kube-proxy: true'] : []),
		'',
	].join('\n');

const configuration = (cluster, node) =>
	node.role === 'server'
		? configurationOfServer(cluster, node)
		: `server: https://${cluster.nodes[0].address}:9345\ntoken: ${token}\nnode-ip: ${inFamilies(node, 'address')}\n`;

const unit = kind => `[Unit]
Description=Rancher Kubernetes Engine v2 (${kind})
Documentation=https://github.com/rancher/rke2#readme
Wants=network-online.target
After=network-online.target
Conflicts=rke2-${kind === 'server' ? 'agent' : 'server'}.service

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-/usr/local/lib/systemd/system/%N.env
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/rke2 ${kind}
`;

const binaries = (cluster, inStandIns) => {
	const bin = `${dataVersionDirectoryOf(cluster)}/bin`;
	return [
		...['containerd', 'containerd-shim-runc-v2', 'crictl', 'ctr', 'kubectl', 'kubelet', 'runc'].map(name => {
			const link = cluster.containerRuntime?.binaries[name];
			return link === undefined
				? program(`${bin}/${name}`, name === 'crictl' ? inStandIns('crictl.js') : undefined)
				: {path: `${bin}/${name}`, link};
		}),
		{path: `${dataDirectory}/bin`, link: bin},
		program(
			'/usr/local/bin/rke2',
			`echo "rke2 version ${cluster.versions.rke2} (${hexOf('commit', 40)})"\necho "go version go1.25.6 X:boringcrypto"`,
		),
		program('/usr/local/bin/rke2-killall.sh'),
		program('/usr/local/bin/rke2-uninstall.sh'),
		program('/usr/bin/systemctl', inStandIns('systemctl.js')),
	];
};

const installed = ({role}) => [
	...['server', 'agent'].flatMap(kind => [
		{path: `/usr/local/lib/systemd/system/rke2-${kind}.service`, content: unit(kind)},
		{path: `/usr/local/lib/systemd/system/rke2-${kind}.env`, content: 'HOME=/root\n'},
	]),
	{
		path: `/etc/systemd/system/multi-user.target.wants/rke2-${role}.service`,
		link: `/usr/local/lib/systemd/system/rke2-${role}.service`,
	},
];

const containerdConfiguration = `version = 3
root = "${dataDirectory}/agent/containerd"
state = "/run/k3s/containerd"

[grpc]
  address = "/run/k3s/containerd/containerd.sock"

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "index.docker.io/rancher/mirrored-pause:3.6"

[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ["/opt/cni/bin"]
  conf_dir = "/etc/cni/net.d"
`;

const agentFiles = (cluster, node) => {
	const {name, role} = node;
	const etc = `${dataDirectory}/agent/etc`;
	const time = cluster.startedAt.toISOString();
	const balancer = port =>
		JSON.stringify({
			ServerURL: `https://${cluster.nodes[0].address}:${port}`,
			ServerAddresses: [`${cluster.nodes[0].address}:${port}`],
		});
	return [
		{path: `${etc}/crictl.yaml`, content: 'runtime-endpoint: unix:///run/k3s/containerd/containerd.sock\n'},
		{
			path: `${etc}/containerd/config.toml`,
			content: `${containerdConfiguration}${cluster.containerRuntime?.settings ?? ''}`,
		},
		{
			path: `${etc}/kubelet.conf.d/00-rke2-defaults.conf`,
			content: `address: 0.0.0.0\napiVersion: kubelet.config.k8s.io/v1beta1\nclusterDNS:\n${inFamilies(
				cluster.network,
				'dns',
			)
				.map(dns => `- ${dns}\n`)
				.join(
					'',
				)}clusterDomain: ${cluster.network.domain}\nhealthzBindAddress: 127.0.0.1\nkind: KubeletConfiguration\n`,
		},
		...(role === 'agent'
			? [
					{path: `${etc}/rke2-agent-load-balancer.json`, content: balancer(9345)},
					{path: `${etc}/rke2-api-server-agent-load-balancer.json`, content: balancer(6443)},
				]
			: []),
		{
			path: `${dataDirectory}/agent/logs/kubelet.log`,
			content: `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000    1201 kubelet_node_status.go:78] "Successfully registered node" node="${name}"\n`,
		},
		{
			path: `${dataDirectory}/agent/containerd/containerd.log`,
			content: `time="${time}" level=info msg="containerd successfully booted in 0.042s"\n`,
		},
		{path: '/etc/rancher/node/password', content: `${hexOf(`${name} password`, 32)}\n`, mode: 0o600},
		{path: '/etc/hostname', content: `${name}\n`},
		{path: '/etc/hosts', content: `127.0.0.1 localhost\n${node.address} ${name}\n`},
		{path: '/etc/resolv.conf', content: `search example.org\nnameserver ${cluster.network.gateway}\n`},
		{path: '/etc/machine-id', content: `${hexOf(`${name} machine`, 32)}\n`},
	];
};

const conflistFile = ({name, config, mode = 0o644}) => ({
	path: `/etc/cni/net.d/${name}`,
	content: `${JSON.stringify(config, undefined, 2)}\n`,
	mode,
});

/** The files of RKE2 and of the operating system on a node; `inStandIns` gives the shell line that runs a stand-in. */
export const rke2FilesOf = (cluster, node, certificates, inStandIns) => [
	{path: '/etc/rancher/rke2/config.yaml', content: configuration(cluster, node), mode: 0o600},
	...binaries(cluster, inStandIns),
	...pristineChartFilesOf(cluster, dataVersionDirectoryOf(cluster)),
	...installed(node),
	...agentFiles(cluster, node),
	...(node.role === 'server' ? manifestFilesOf(cluster) : []),
	...staticPodFilesOf(cluster, node),
	...credentialFilesOf(node, certificates),
	...fromLayers(cluster, 'files', cluster, node, certificates).filter(
		// Leases and results: real plugins have their own.
		({path}) => cluster.containerRuntime === undefined || !path.startsWith('/var/lib/cni/'),
	),
	conflistFile(cluster.cni.conflist(cluster, node)),
	...podLogFilesOf(cluster, node),
];

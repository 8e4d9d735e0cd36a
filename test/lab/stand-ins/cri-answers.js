import {readdirSync, readFileSync} from 'node:fs';

const nanoseconds = time => `${new Date(time).getTime()}000000`;
const epoch = '1970-01-01T00:00:00Z';
const digestOf = id => `sha256:${id.split('').reverse().join('')}`;

export const sandboxJson = ({id, name, namespace, uid, attempt, state, createdAt, labels, annotations}) => ({
	id,
	metadata: {name, uid, namespace, attempt},
	state,
	createdAt: nanoseconds(createdAt),
	labels,
	annotations,
	runtimeHandler: '',
});

export const containerJson = ({id, sandboxId, name, attempt, state, startedAt, labels}) => ({
	id,
	podSandboxId: sandboxId,
	metadata: {name, attempt},
	image: {image: digestOf(id), annotations: {}, userSpecifiedImage: '', runtimeHandler: ''},
	imageRef: digestOf(id),
	state,
	createdAt: nanoseconds(startedAt),
	labels,
	annotations: {
		'io.kubernetes.container.restartCount': String(attempt),
		'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
	},
	imageId: digestOf(id),
});

export const inspectContainer = container => ({
	status: {
		id: container.id,
		metadata: {attempt: container.attempt, name: container.name},
		state: container.state,
		createdAt: container.startedAt,
		startedAt: container.startedAt,
		finishedAt: container.finishedAt ?? epoch,
		exitCode: container.exitCode,
		image: {image: `docker.io/${container.image}`},
		imageRef: digestOf(container.id),
		reason: container.reason,
		message: '',
		labels: container.labels,
		annotations: {'io.kubernetes.container.restartCount': String(container.attempt)},
		mounts: [],
		logPath: container.logPath,
	},
	info: {
		sandboxID: container.sandboxId,
		pid: container.pid,
		removing: false,
		runtimeType: 'io.containerd.runc.v2',
	},
});

const cniResultOf = ({address, addressV6, mac, hostInterface, namespacePath}) => ({
	Interfaces: {
		[hostInterface]: {IPConfigs: null, Mac: '', Sandbox: ''},
		eth0: {
			IPConfigs: [address, ...(addressV6 === undefined ? [] : [addressV6])].map(IP => ({IP, Gateway: ''})),
			Mac: mac,
			Sandbox: namespacePath,
		},
		lo: {
			IPConfigs: [
				{IP: '127.0.0.1', Gateway: ''},
				{IP: '::1', Gateway: ''},
			],
			Mac: '00:00:00:00:00:00',
			Sandbox: namespacePath,
		},
	},
	DNS: [{}, {}],
	Routes: null,
});

/** What the kubelet gives: CoreDNS and pods on the network of the node have the resolver of the node. */
const dnsOf = ({network, namespace, labels}) =>
	network === 'POD' && labels['k8s-app'] !== 'kube-dns'
		? {
				servers: ['10.43.0.10'],
				searches: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
				options: ['ndots:5'],
			}
		: {
				servers: [...readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^nameserver (\S+)/gm)].map(
					([, server]) => server,
				),
			};

export const inspectSandbox = sandbox => {
	const isOnPodNetwork = sandbox.network === 'POD';
	const isReady = sandbox.state === 'SANDBOX_READY';
	return {
		status: {
			...sandboxJson(sandbox),
			createdAt: sandbox.createdAt,
			network: {
				additionalIps:
					isOnPodNetwork && isReady && sandbox.addressV6 !== undefined ? [{ip: sandbox.addressV6}] : [],
				ip: isOnPodNetwork && isReady ? sandbox.address : '',
			},
			linux: {namespaces: {options: {ipc: 'POD', network: sandbox.network, pid: 'CONTAINER', targetId: ''}}},
		},
		info: {
			pid: isReady ? sandbox.pid : 0,
			processStatus: isReady ? 'running' : 'deleted',
			config: {
				metadata: {name: sandbox.name, uid: sandbox.uid, namespace: sandbox.namespace},
				dns_config: dnsOf(sandbox),
			},
			netNamespaceClosed: !isReady,
			runtimeType: 'io.containerd.runc.v2',
			cniResult: isOnPodNetwork ? cniResultOf(sandbox) : null,
			runtimeSpec: {
				linux: {
					namespaces: [
						{type: 'pid'},
						{type: 'ipc'},
						{type: 'mount'},
						...(isOnPodNetwork ? [{type: 'network', path: sandbox.namespacePath}] : []),
					],
				},
			},
		},
	};
};

const directory = '/etc/cni/net.d';
const notLoaded = text => ({error: `cni config load failed: ${text}`});

/** What containerd would load: the byte-wise first candidate and no other, or the reason why not. */
const loadCniConfiguration = () => {
	const names = readdirSync(directory, {withFileTypes: true})
		.filter(entry => !entry.isDirectory() && /\.(conf|conflist|json)$/.test(entry.name))
		.map(({name}) => Buffer.from(name))
		.sort(Buffer.compare);
	if (names.length === 0) {
		return notLoaded(
			`no network config found in ${directory}: cni plugin not initialized: failed to load cni config`,
		);
	}
	const path = `${directory}/${names[0]}`;
	const text = readFileSync(path, 'utf8');
	const failed = reason =>
		notLoaded(
			`failed to load CNI config list file ${path}: error parsing configuration list: ${reason}: invalid cni config`,
		);
	try {
		const configuration = JSON.parse(text);
		if (configuration.name === undefined) {
			return failed('no name');
		}
		return {configuration: {...configuration, plugins: configuration.plugins ?? [configuration]}, text};
	} catch {
		return failed(text.trim() === '' ? 'unexpected end of JSON input' : 'invalid character');
	}
};

const loopback = {name: 'cni-loopback', cniVersion: '0.3.1', plugins: [{type: 'loopback'}]};

/** Unless it is told to make lo itself, containerd calls a plugin for it, which it lists as a network. */
const loopbackNetworks = () =>
	/^\s*use_internal_loopback = true$/m.test(
		readFileSync('/var/lib/rancher/rke2/agent/etc/containerd/config.toml', 'utf8'),
	)
		? []
		: [{...networkJson({configuration: loopback, text: JSON.stringify(loopback)}), IFName: 'lo'}];

const networkJson = ({configuration, text}) => ({
	Config: {
		Name: configuration.name,
		CNIVersion: configuration.cniVersion,
		Plugins: configuration.plugins.map(plugin => ({Network: plugin, Source: JSON.stringify(plugin)})),
		Source: text,
	},
	IFName: 'eth0',
});

/** containerd 2.2 asks plugins for their status where the configuration is of CNI 1.1 or above; those here are older. */
const networkProblem = ({error, configuration}) => {
	if (error !== undefined) {
		return 'cni plugin not initialized';
	}
	const [major, minor] = (configuration.cniVersion ?? '0.1.0').split('.').map(Number);
	return major > 1 || (major === 1 && minor > 0) ? 'plugin version does not allow STATUS' : undefined;
};

export const criInfo = () => {
	const loaded = loadCniConfiguration();
	const loadStatus = loaded.error ?? 'OK';
	const problem = networkProblem(loaded);
	const networkReady = {
		type: 'NetworkReady',
		status: problem === undefined,
		reason: problem === undefined ? '' : 'NetworkPluginNotReady',
		message: problem === undefined ? '' : `Network plugin returns error: ${problem}`,
	};
	return {
		status: {
			conditions: [
				{type: 'RuntimeReady', status: true, reason: '', message: ''},
				networkReady,
				{type: 'ContainerdHasNoDeprecationWarnings', status: true, reason: '', message: ''},
			],
		},
		cniconfig: {
			PluginDirs: ['/opt/cni/bin'],
			PluginConfDir: directory,
			PluginMaxConfNum: 1,
			Prefix: 'eth',
			Networks: [...loopbackNetworks(), ...(loaded.error === undefined ? [networkJson(loaded)] : [])],
		},
		config: {
			containerdEndpoint: '/run/k3s/containerd/containerd.sock',
			containerdRootDir: '/var/lib/rancher/rke2/agent/containerd',
		},
		golang: 'go1.25.6',
		lastCNILoadStatus: loadStatus,
		'lastCNILoadStatus.default': loadStatus,
	};
};

import {containerIdOf, macOf, uuidOf} from './identifiers.js';

const container = (pod, name, image) => ({name, image, id: containerIdOf(`${pod} ${name}`)});

/**
 * A pod with everything that is derived from its name. `containers` and `initContainers` are pairs of name and image;
 * `host` is the number of its address in the node's range, missing for pods in the node's own network.
 */
export const makePod = ({namespace = 'kube-system', name, containers, initContainers = [], ...rest}) => {
	const key = `${namespace}/${name}`;
	return {
		namespace,
		name,
		uid: uuidOf(key),
		sandboxId: containerIdOf(key),
		containers: containers.map(([container_, image]) => container(key, container_, image)),
		initContainers: initContainers.map(([container_, image]) => container(key, container_, image)),
		labels: {},
		...rest,
	};
};

/** Address and links of a pod, unless it is in the node's own network. */
const connected = (pod, node, {podAddress, hostInterface}) => {
	const {host, ...rest} = pod;
	const key = `${pod.namespace}/${pod.name}`;
	return host === undefined
		? rest
		: {
				...rest,
				address: podAddress?.(node, host) ?? node.podNetwork.replace(/\d+$/, String(host)),
				...(node.ipv6 !== undefined && {addressV6: `${node.ipv6.podNetwork}${host}`}),
				hostInterface: hostInterface(pod.namespace, pod.name),
				mac: macOf(key),
				namespaceName: `cni-${uuidOf(`netns ${key}`)}`,
			};
};

const staticPod = (node, name, image) =>
	makePod({
		name: `${name}-${node.name}`,
		labels: {component: name, tier: 'control-plane'},
		owner: {kind: 'Node', name: node.name},
		isStatic: true,
		containers: [[name, image]],
	});

const corednsPod = (node, versions) =>
	makePod({
		name: `rke2-coredns-rke2-coredns-7c9d6b5f84-${node.role === 'server' ? 'hq2wn' : 'k9x4t'}`,
		host: 5,
		labels: {
			'k8s-app': 'kube-dns',
			'app.kubernetes.io/name': 'rke2-coredns',
			'app.kubernetes.io/instance': 'rke2-coredns',
			'pod-template-hash': '7c9d6b5f84',
		},
		owner: {kind: 'ReplicaSet', name: 'rke2-coredns-rke2-coredns-7c9d6b5f84'},
		containers: [['coredns', versions.corednsImage]],
	});

const helmPod = chart =>
	makePod({
		name: `helm-install-${chart}-${uuidOf(chart).slice(0, 5)}`,
		labels: {
			'helmcharts.helm.cattle.io/chart': chart,
			'batch.kubernetes.io/job-name': `helm-install-${chart}`,
		},
		owner: {kind: 'Job', name: `helm-install-${chart}`},
		isFinished: true,
		containers: [['helm', 'rancher/klipper-helm:v0.10.0-build20260513']],
	});

const workload = (namespace, name, host) =>
	makePod({
		namespace,
		name,
		host,
		labels: {app: name.split('-')[0]},
		owner: {kind: 'ReplicaSet', name: name.slice(0, name.lastIndexOf('-'))},
		containers: [['app', 'rancher/mirrored-pause:3.10']],
	});

const serverPods = (node, versions, charts) => {
	const kubernetes = `rancher/hardened-kubernetes:${versions.tag}-build20260722`;
	return [
		staticPod(node, 'etcd', 'rancher/hardened-etcd:v3.6.8-k3s1-build20260520'),
		staticPod(node, 'kube-apiserver', kubernetes),
		staticPod(node, 'kube-controller-manager', kubernetes),
		staticPod(node, 'kube-scheduler', kubernetes),
		staticPod(node, 'cloud-controller-manager', 'rancher/rke2-cloud-provider:v1.35.2'),
		makePod({
			name: 'rke2-coredns-rke2-coredns-autoscaler-6b9f7c44d-zz8lm',
			host: 6,
			labels: {'k8s-app': 'kube-dns-autoscaler', 'app.kubernetes.io/name': 'rke2-coredns-autoscaler'},
			owner: {kind: 'ReplicaSet', name: 'rke2-coredns-rke2-coredns-autoscaler-6b9f7c44d'},
			containers: [['autoscaler', 'rancher/hardened-cluster-autoscaler:v1.10.3-build20260520']],
		}),
		...charts.map(({name}) => helmPod(name)),
		helmPod('rke2-coredns'),
	];
};

/** The pods of a node; those with an address get a network namespace and a veth pair. */
export const podsOf = (node, {versions, layers, cni}) =>
	[
		...layers.flatMap(layer => layer.pods?.(node, versions) ?? []),
		...(cni.replacesKubeProxy
			? []
			: [staticPod(node, 'kube-proxy', `rancher/hardened-kubernetes:${versions.tag}-build20260722`)]),
		...(node.role === 'server'
			? serverPods(
					node,
					versions,
					layers.flatMap(layer => layer.charts(versions)),
				)
			: []),
		...(node.name === 'node-3' ? [] : [corednsPod(node, versions)]),
		workload('shop', `web-5d7f9c6b8d-${uuidOf(node.name).slice(0, 5)}`, 7),
		...(node.role === 'agent'
			? [workload('shop', `basket-66c9b7d5f-${uuidOf(node.name).slice(3, 8)}`, 8)]
			: []),
	].map(pod => connected(pod, node, cni));

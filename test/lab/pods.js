import {caliInterfaceOf, containerIdOf, macOf, uuidOf} from './identifiers.js';

const container = (pod, name, image) => ({name, image, id: containerIdOf(`${pod} ${name}`)});

/**
 * A pod with everything that is derived from its name. `containers` and `initContainers` are pairs of name and image;
 * `address` is missing for pods in the node's own network.
 */
const makePod = ({namespace = 'kube-system', name, address, containers, initContainers = [], ...rest}) => {
	const key = `${namespace}/${name}`;
	return {
		namespace,
		name,
		uid: uuidOf(key),
		sandboxId: containerIdOf(key),
		containers: containers.map(([container_, image]) => container(key, container_, image)),
		initContainers: initContainers.map(([container_, image]) => container(key, container_, image)),
		labels: {},
		...(address !== undefined && {
			address,
			hostInterface: caliInterfaceOf(namespace, name),
			mac: macOf(key),
			namespaceName: `cni-${uuidOf(`netns ${key}`)}`,
		}),
		...rest,
	};
};

const canalPod = (node, versions) =>
	makePod({
		name: `rke2-canal-${{'node-1': '4zq9d', 'node-2': 'x7k2p', 'node-3': 'm2c8w'}[node.name]}`,
		labels: {'k8s-app': 'canal', 'controller-revision-hash': '6b8c7d9f5b', 'pod-template-generation': '1'},
		owner: {kind: 'DaemonSet', name: 'rke2-canal'},
		initContainers: [
			['install-cni', versions.calicoImage],
			['flexvol-driver', versions.calicoImage],
		],
		containers: [
			['calico-node', versions.calicoImage],
			['kube-flannel', versions.flannelImage],
		],
	});

const staticPod = (node, name, image) =>
	makePod({
		name: `${name}-${node.name}`,
		labels: {component: name, tier: 'control-plane'},
		owner: {kind: 'Node', name: node.name},
		isStatic: true,
		containers: [[name, image]],
	});

const corednsPod = (node, versions, host) =>
	makePod({
		name: `rke2-coredns-rke2-coredns-7c9d6b5f84-${node.role === 'server' ? 'hq2wn' : 'k9x4t'}`,
		address: host(5),
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

const workload = (namespace, name, address) =>
	makePod({
		namespace,
		name,
		address,
		labels: {app: name.split('-')[0]},
		owner: {kind: 'ReplicaSet', name: name.slice(0, name.lastIndexOf('-'))},
		containers: [['app', 'rancher/mirrored-pause:3.10']],
	});

const serverPods = (node, versions, host) => {
	const kubernetes = `rancher/hardened-kubernetes:${versions.tag}-build20260722`;
	return [
		staticPod(node, 'etcd', 'rancher/hardened-etcd:v3.6.8-k3s1-build20260520'),
		staticPod(node, 'kube-apiserver', kubernetes),
		staticPod(node, 'kube-controller-manager', kubernetes),
		staticPod(node, 'kube-scheduler', kubernetes),
		staticPod(node, 'cloud-controller-manager', 'rancher/rke2-cloud-provider:v1.35.2'),
		makePod({
			name: 'rke2-coredns-rke2-coredns-autoscaler-6b9f7c44d-zz8lm',
			address: host(6),
			labels: {'k8s-app': 'kube-dns-autoscaler', 'app.kubernetes.io/name': 'rke2-coredns-autoscaler'},
			owner: {kind: 'ReplicaSet', name: 'rke2-coredns-rke2-coredns-autoscaler-6b9f7c44d'},
			containers: [['autoscaler', 'rancher/hardened-cluster-autoscaler:v1.10.3-build20260520']],
		}),
		helmPod('rke2-canal'),
		helmPod('rke2-coredns'),
	];
};

/** The pods of a node; those with an address get a network namespace and a veth pair. */
export const podsOf = (node, versions) => {
	const host = last => `${node.overlayAddress.slice(0, -1)}${last}`;
	return [
		canalPod(node, versions),
		staticPod(node, 'kube-proxy', `rancher/hardened-kubernetes:${versions.tag}-build20260722`),
		...(node.role === 'server' ? serverPods(node, versions, host) : []),
		...(node.name === 'node-3' ? [] : [corednsPod(node, versions, host)]),
		workload('shop', `web-5d7f9c6b8d-${uuidOf(node.name).slice(0, 5)}`, host(7)),
		...(node.role === 'agent'
			? [workload('shop', `basket-66c9b7d5f-${uuidOf(node.name).slice(3, 8)}`, host(8))]
			: []),
	];
};

import {arch, release as kernelRelease} from 'node:os';
import {endpointsOf} from './cluster.js';
import {helmChartsOf} from './helm-charts.js';
import {hexOf, uuidOf} from './identifiers.js';
import {podObject} from './api-pods.js';
import {rke2ArgumentsOf} from './rke2-files.js';

const architecture = {x64: 'amd64', arm64: 'arm64'}[arch()] ?? arch();

const metadata = (cluster, name, {namespace, ...rest} = {}) => ({
	name,
	...(namespace !== undefined && {namespace}),
	uid: uuidOf(`${namespace ?? ''}/${name}`),
	resourceVersion: '4711',
	creationTimestamp: seconds(cluster.startedAt),
	...rest,
});

const seconds = date => date.toISOString().replace(/\.\d+Z$/, 'Z');

const condition = (cluster, type, status, reason, message) => ({
	type,
	status,
	reason,
	message,
	lastHeartbeatTime: seconds(new Date(cluster.startedAt.getTime() + 4 * 3600 * 1000)),
	lastTransitionTime: seconds(cluster.startedAt),
});

const annotationsOf = (cluster, node) => ({
	'alpha.kubernetes.io/provided-node-ip': node.address,
	'flannel.alpha.coreos.com/backend-data': JSON.stringify({VNI: 1, VtepMAC: node.vtepMac}),
	'flannel.alpha.coreos.com/backend-type': 'vxlan',
	'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
	'flannel.alpha.coreos.com/public-ip': node.address,
	'node.alpha.kubernetes.io/ttl': '0',
	'rke2.io/hostname': node.name,
	'rke2.io/internal-ip': node.address,
	'rke2.io/node-args': JSON.stringify(rke2ArgumentsOf(cluster, node)),
	'rke2.io/node-config-hash': `${hexOf(`${node.name} configuration`, 52).toUpperCase()}====`,
	'rke2.io/node-env': '{}',
	'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
	...(node.role === 'server' && {
		'etcd.rke2.cattle.io/node-address': node.address,
		'etcd.rke2.cattle.io/node-name': `${node.name}-${hexOf(node.name, 8)}`,
	}),
});

const nodeObject = (cluster, osImage) => node => ({
	metadata: metadata(cluster, node.name, {
		labels: {
			'beta.kubernetes.io/arch': architecture,
			'beta.kubernetes.io/instance-type': 'rke2',
			'beta.kubernetes.io/os': 'linux',
			'kubernetes.io/arch': architecture,
			'kubernetes.io/hostname': node.name,
			'kubernetes.io/os': 'linux',
			'node.kubernetes.io/instance-type': 'rke2',
			...(node.role === 'server' && {
				'node-role.kubernetes.io/control-plane': 'true',
				'node-role.kubernetes.io/etcd': 'true',
			}),
		},
		annotations: annotationsOf(cluster, node),
	}),
	spec: {podCIDR: node.podCidr, podCIDRs: [node.podCidr], providerID: `rke2://${node.name}`},
	status: {
		addresses: [
			{type: 'InternalIP', address: node.address},
			{type: 'Hostname', address: node.name},
		],
		allocatable: {cpu: '2', memory: '8Gi', pods: '110'},
		capacity: {cpu: '2', memory: '8Gi', pods: '110'},
		conditions: [
			condition(cluster, 'NetworkUnavailable', 'False', 'FlannelIsUp', 'Flannel is running on this node'),
			condition(cluster, 'MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
			condition(cluster, 'DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
			condition(cluster, 'PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
			condition(cluster, 'Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
		],
		daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
		nodeInfo: {
			architecture,
			containerRuntimeVersion: `containerd://${cluster.versions.containerd}`,
			kernelVersion: kernelRelease(),
			kubeletVersion: cluster.versions.kubernetes,
			operatingSystem: 'linux',
			osImage,
		},
	},
});

const serviceObject = cluster => service => ({
	metadata: metadata(cluster, service.name, {namespace: service.namespace}),
	spec: {
		clusterIP: service.address,
		clusterIPs: [service.address],
		internalTrafficPolicy: 'Cluster',
		ipFamilies: ['IPv4'],
		ipFamilyPolicy: 'SingleStack',
		ports: service.ports.map(({name, protocol, port, target}) => ({name, protocol, port, targetPort: target})),
		...(service.selector !== undefined && {selector: service.selector}),
		sessionAffinity: 'None',
		type: 'ClusterIP',
	},
	status: {loadBalancer: {}},
});

const targetOf = ({node, pod}) => ({
	nodeName: node.name,
	targetRef: {kind: 'Pod', name: pod.name, namespace: pod.namespace, uid: pod.uid},
});

const portsOf = ({ports}) => ports.map(({name, protocol, target}) => ({name, port: target, protocol}));

const endpointsObject = cluster => service => ({
	metadata: metadata(cluster, service.name, {namespace: service.namespace}),
	subsets: [
		{
			addresses: endpointsOf(cluster, service).map(endpoint => ({
				ip: endpoint.address,
				...(endpoint.pod !== undefined && targetOf(endpoint)),
			})),
			ports: portsOf(service),
		},
	],
});

const endpointSliceObject = cluster => service => ({
	metadata: metadata(cluster, service.selector === undefined ? service.name : `${service.name}-${uuidOf(service.name).slice(0, 5)}`, {
		namespace: service.namespace,
		labels: {'kubernetes.io/service-name': service.name},
	}),
	addressType: 'IPv4',
	endpoints: endpointsOf(cluster, service).map(endpoint => ({
		addresses: [endpoint.address],
		conditions: {ready: true, serving: true, terminating: false},
		...(endpoint.pod !== undefined && targetOf(endpoint)),
	})),
	ports: portsOf(service),
});

const configMaps = cluster => [
	{
		metadata: metadata(cluster, 'rke2-canal-config', {namespace: 'kube-system'}),
		data: {
			canal_iface: '',
			canal_iface_regex: '',
			masquerade: 'true',
			'net-conf.json': JSON.stringify({Network: cluster.network.pods, Backend: {Type: 'vxlan'}}),
			typha_service_name: 'none',
			veth_mtu: String(cluster.network.podMtu),
		},
	},
	{
		metadata: metadata(cluster, 'rke2-coredns-rke2-coredns', {namespace: 'kube-system'}),
		data: {
			Corefile: `.:53 {\n    errors\n    health {\n        lameduck 10s\n    }\n    ready\n    kubernetes ${cluster.network.domain} in-addr.arpa ip6.arpa {\n        pods insecure\n        fallthrough in-addr.arpa ip6.arpa\n        ttl 30\n    }\n    prometheus 0.0.0.0:9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}`,
		},
	},
];

const controllers = (cluster, kind) => {
	const count = cluster.nodes.length;
	return {
		DaemonSet: [
			{
				metadata: metadata(cluster, 'rke2-canal', {namespace: 'kube-system', generation: 1}),
				spec: {selector: {matchLabels: {'k8s-app': 'canal'}}},
				status: {
					currentNumberScheduled: count,
					desiredNumberScheduled: count,
					numberAvailable: count,
					numberMisscheduled: 0,
					numberReady: count,
					observedGeneration: 1,
					updatedNumberScheduled: count,
				},
			},
		],
		Deployment: ['rke2-coredns-rke2-coredns', 'rke2-coredns-rke2-coredns-autoscaler'].map((name, index) => {
			const replicas = index === 0 ? 2 : 1;
			return {
				metadata: metadata(cluster, name, {namespace: 'kube-system', generation: 1}),
				spec: {replicas},
				status: {availableReplicas: replicas, observedGeneration: 1, readyReplicas: replicas, replicas, updatedReplicas: replicas},
			};
		}),
	}[kind];
};

/** Canal's calico-node makes a pool that no pod uses. */
const calicoObjects = cluster => ({
	ippools: [
		{
			metadata: metadata(cluster, 'default-ipv4-ippool'),
			spec: {
				allowedUses: ['Workload', 'Tunnel'],
				blockSize: 26,
				cidr: '192.168.0.0/16',
				ipipMode: 'Never',
				natOutgoing: true,
				nodeSelector: 'all()',
				vxlanMode: 'Never',
			},
		},
	],
	felixconfigurations: [{metadata: metadata(cluster, 'default'), spec: {floatingIPs: 'Disabled', logSeverityScreen: 'Info', reportingInterval: '0s'}}],
	clusterinformations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {calicoVersion: 'v3.32.1', clusterGUID: hexOf('guid', 32), clusterType: 'k8s,canal', datastoreReady: true},
		},
	],
});

/** The objects by plural name; those not named here are empty lists. */
export const apiObjectsOf = (cluster, osImage) => ({
	nodes: cluster.nodes.map(nodeObject(cluster, osImage)),
	pods: cluster.nodes.flatMap(node => node.pods.map(pod => podObject(cluster, node, pod))),
	services: cluster.services.map(serviceObject(cluster)),
	endpoints: cluster.services.map(endpointsObject(cluster)),
	endpointslices: cluster.services.map(endpointSliceObject(cluster)),
	namespaces: ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'shop'].map(name => ({
		metadata: metadata(cluster, name, {labels: {'kubernetes.io/metadata.name': name}}),
		spec: {finalizers: ['kubernetes']},
		status: {phase: 'Active'},
	})),
	configmaps: configMaps(cluster),
	daemonsets: controllers(cluster, 'DaemonSet'),
	deployments: controllers(cluster, 'Deployment'),
	helmcharts: helmChartsOf(cluster).map(({metadata: {name, namespace, annotations}, spec}) => ({
		metadata: metadata(cluster, name, {namespace, annotations}),
		spec,
		status: {conditions: [{type: 'JobCreated', status: 'True'}, {type: 'Failed', status: 'False'}], jobName: `helm-install-${name}`},
	})),
	...calicoObjects(cluster),
});

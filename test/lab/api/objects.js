import {helmChartsOf} from '../helm-charts.js';
import {hexOf} from '../identifiers.js';
import {metadata} from './metadata.js';
import {nodeObject} from './nodes.js';
import {podObject} from './pods.js';
import {endpointSliceObject, endpointsObject, serviceObject} from './services.js';

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
				status: {
					availableReplicas: replicas,
					observedGeneration: 1,
					readyReplicas: replicas,
					replicas,
					updatedReplicas: replicas,
				},
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
	felixconfigurations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {floatingIPs: 'Disabled', logSeverityScreen: 'Info', reportingInterval: '0s'},
		},
	],
	clusterinformations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {
				calicoVersion: 'v3.32.1',
				clusterGUID: hexOf('guid', 32),
				clusterType: 'k8s,canal',
				datastoreReady: true,
			},
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
		status: {
			conditions: [
				{type: 'JobCreated', status: 'True'},
				{type: 'Failed', status: 'False'},
			],
			jobName: `helm-install-${name}`,
		},
	})),
	...calicoObjects(cluster),
});

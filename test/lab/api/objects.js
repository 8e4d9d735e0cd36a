import {fromLayers} from '../cni.js';
import {helmChartsOf} from '../helm-charts.js';
import {deploymentObject} from './controllers.js';
import {metadata} from './metadata.js';
import {nodeObject} from './nodes.js';
import {podObject} from './pods.js';
import {endpointSliceObjects, endpointsObject, serviceObject} from './services.js';

/** CoreDNS's configuration in RKE2's chart; `access` are further lines of its plugin kubernetes. */
export const corefileOf = (cluster, access = '') =>
	`.:53 {\n    errors\n    health {\n        lameduck 10s\n    }\n    ready\n    kubernetes ${cluster.network.domain} in-addr.arpa ip6.arpa {\n${access}        pods insecure\n        fallthrough in-addr.arpa ip6.arpa\n        ttl 30\n    }\n    prometheus 0.0.0.0:9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}`;

const configMaps = cluster => [
	{
		metadata: metadata(cluster, 'rke2-coredns-rke2-coredns', {namespace: 'kube-system'}),
		data: {
			Corefile: corefileOf(cluster),
		},
	},
];

const baseObjects = (cluster, osImage) => ({
	nodes: cluster.nodes.map(nodeObject(cluster, osImage)),
	pods: cluster.nodes.flatMap(node => node.pods.map(pod => podObject(cluster, node, pod))),
	services: cluster.services.map(serviceObject(cluster)),
	endpoints: cluster.services.map(endpointsObject(cluster)),
	endpointslices: cluster.services.flatMap(endpointSliceObjects(cluster)),
	namespaces: [
		...['default', 'kube-node-lease', 'kube-public', 'kube-system', 'shop'],
		...fromLayers(cluster, 'namespaces'),
	].map(name => ({
		metadata: metadata(cluster, name, {labels: {'kubernetes.io/metadata.name': name}}),
		spec: {finalizers: ['kubernetes']},
		status: {phase: 'Active'},
	})),
	configmaps: configMaps(cluster),
	...Object.fromEntries(['events', 'helmchartconfigs', 'jobs', 'networkpolicies'].map(name => [name, []])),
	deployments: [
		deploymentObject(cluster, 'rke2-coredns-rke2-coredns', 2),
		deploymentObject(cluster, 'rke2-coredns-rke2-coredns-autoscaler', 1),
	],
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
});

/** The objects by plural name; those not named here are empty lists. */
export const apiObjectsOf = (cluster, osImage) => {
	const objects = [
		baseObjects(cluster, osImage),
		...cluster.layers.map(layer => layer.objects?.(cluster) ?? {}),
	].flatMap(Object.entries);
	return Object.fromEntries(
		objects.map(([resource]) => [
			resource,
			objects.filter(([other]) => other === resource).flatMap(([, items]) => items),
		]),
	);
};

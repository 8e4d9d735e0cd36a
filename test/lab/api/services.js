import {endpointsOf} from '../cluster.js';
import {uuidOf} from '../identifiers.js';
import {metadata} from './metadata.js';

export const serviceObject = cluster => service => ({
	metadata: metadata(cluster, service.name, {namespace: service.namespace}),
	spec: {
		clusterIP: service.address,
		clusterIPs: [service.address],
		internalTrafficPolicy: 'Cluster',
		ipFamilies: ['IPv4'],
		ipFamilyPolicy: 'SingleStack',
		ports: service.ports.map(({name, protocol, port, target}) => ({
			name,
			protocol,
			port,
			targetPort: target,
		})),
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

export const endpointsObject = cluster => service => ({
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

export const endpointSliceObject = cluster => service => ({
	metadata: metadata(
		cluster,
		service.selector === undefined ? service.name : `${service.name}-${uuidOf(service.name).slice(0, 5)}`,
		{
			namespace: service.namespace,
			labels: {'kubernetes.io/service-name': service.name},
		},
	),
	addressType: 'IPv4',
	endpoints: endpointsOf(cluster, service).map(endpoint => ({
		addresses: [endpoint.address],
		conditions: {ready: true, serving: true, terminating: false},
		...(endpoint.pod !== undefined && targetOf(endpoint)),
	})),
	ports: portsOf(service),
});

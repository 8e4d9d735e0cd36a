import {endpointsOf} from '../cluster.js';
import {addressesOf} from '../families.js';
import {uuidOf} from '../identifiers.js';
import {metadata} from './metadata.js';

export const serviceObject = cluster => service => ({
	metadata: metadata(cluster, service.name, {namespace: service.namespace}),
	spec: {
		clusterIP: service.address,
		clusterIPs: addressesOf(service),
		internalTrafficPolicy: 'Cluster',
		ipFamilies: service.addressV6 === undefined ? ['IPv4'] : ['IPv4', 'IPv6'],
		ipFamilyPolicy: service.addressV6 === undefined ? 'SingleStack' : 'PreferDualStack',
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

const endpointSlice = (cluster, service, {addressType, key}) => ({
	metadata: metadata(
		cluster,
		service.selector === undefined
			? service.name
			: `${service.name}-${uuidOf(`${service.name}${key === 'address' ? '' : key}`).slice(0, 5)}`,
		{
			namespace: service.namespace,
			labels: {'kubernetes.io/service-name': service.name},
		},
	),
	addressType,
	endpoints: endpointsOf(cluster, service).map(endpoint => ({
		addresses: [endpoint[key]],
		conditions: {ready: true, serving: true, terminating: false},
		...(endpoint.pod !== undefined && targetOf(endpoint)),
	})),
	ports: portsOf(service),
});

/** One slice for each family of the service. */
export const endpointSliceObjects = cluster => service => [
	endpointSlice(cluster, service, {addressType: 'IPv4', key: 'address'}),
	...(service.addressV6 === undefined
		? []
		: [endpointSlice(cluster, service, {addressType: 'IPv6', key: 'addressV6'})]),
];

import {arch, release as kernelRelease} from 'node:os';
import {mergedFromLayers} from '../cni.js';
import {inFamilies} from '../families.js';
import {hexOf} from '../identifiers.js';
import {rke2ArgumentsOf} from '../rke2-files.js';
import {metadata, seconds} from './metadata.js';

const architecture = {x64: 'amd64', arm64: 'arm64'}[arch()] ?? arch();

const condition = (cluster, type, status, reason, message) => ({
	type,
	status,
	reason,
	message,
	lastHeartbeatTime: seconds(new Date(cluster.startedAt.getTime() + 4 * 3600 * 1000)),
	lastTransitionTime: seconds(cluster.startedAt),
});

const annotationsOf = (cluster, node) => ({
	'alpha.kubernetes.io/provided-node-ip': inFamilies(node, 'address').join(),
	...mergedFromLayers(cluster, 'nodeAnnotations', cluster, node),
	'node.alpha.kubernetes.io/ttl': '0',
	'rke2.io/hostname': node.name,
	'rke2.io/internal-ip': inFamilies(node, 'address').join(),
	'rke2.io/node-args': JSON.stringify(rke2ArgumentsOf(cluster, node)),
	'rke2.io/node-config-hash': `${hexOf(`${node.name} configuration`, 52).toUpperCase()}====`,
	'rke2.io/node-env': '{}',
	'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
	...(node.role === 'server' && {
		'etcd.rke2.cattle.io/node-address': node.address,
		'etcd.rke2.cattle.io/node-name': `${node.name}-${hexOf(node.name, 8)}`,
	}),
});

/** A node as the API server shows it, with flannel's and RKE2's annotations. */
export const nodeObject = (cluster, osImage) => node => ({
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
	spec: {podCIDR: node.podCidr, podCIDRs: inFamilies(node, 'podCidr'), providerID: `rke2://${node.name}`},
	status: {
		addresses: [
			...inFamilies(node, 'address').map(address => ({type: 'InternalIP', address})),
			{type: 'Hostname', address: node.name},
		],
		allocatable: {cpu: '2', memory: '8Gi', pods: '110'},
		capacity: {cpu: '2', memory: '8Gi', pods: '110'},
		conditions: [
			condition(
				cluster,
				'NetworkUnavailable',
				'False',
				cluster.cni.networkCondition.reason,
				cluster.cni.networkCondition.message,
			),
			condition(
				cluster,
				'MemoryPressure',
				'False',
				'KubeletHasSufficientMemory',
				'kubelet has sufficient memory available',
			),
			condition(cluster, 'DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
			condition(
				cluster,
				'PIDPressure',
				'False',
				'KubeletHasSufficientPID',
				'kubelet has sufficient PID available',
			),
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

import {daemonSetObject} from '../../api/controllers.js';
import {metadata} from '../../api/metadata.js';
import {pluginFiles, referencePlugins} from '../../cni-files.js';
import {hexOf} from '../../identifiers.js';
import {addSecondNic} from '../../network.js';
import {makePod} from '../../pods.js';
import {tokenOf} from '../../service-accounts.js';
import {connectCameras, networkStatusOf, pingCameras} from './cameras.js';

const networkName = 'cameras';

/** A second network on eth1. Addresses come with the pod's annotation, so that no two nodes give the same. */
const networkOf = cluster => ({
	metadata: metadata(cluster, networkName, {namespace: 'shop'}),
	spec: {
		config: JSON.stringify({
			cniVersion: '0.3.1',
			name: networkName,
			type: 'macvlan',
			master: 'eth1',
			mode: 'bridge',
			capabilities: {ips: true},
			ipam: {type: 'static'},
		}),
	},
});

const resources = [
	{
		group: 'k8s.cni.cncf.io',
		version: 'v1',
		kind: 'NetworkAttachmentDefinition',
		plural: 'network-attachment-definitions',
		isNamespaced: true,
		file: 'network-attachment-definitions',
	},
];

const kubeconfig = certificates => `# Kubeconfig file for Multus CNI plugin.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: https://10.43.0.1:443
    certificate-authority-data: ${Buffer.from(certificates['server-ca'].certificate).toString('base64')}
users:
- name: multus
  user:
    token: "${tokenOf(certificates, 'kube-system:multus')}"
contexts:
- name: multus-context
  context:
    cluster: local
    user: multus
current-context: multus-context
`;

const cameraPod = ({name, number}) =>
	makePod({
		namespace: 'shop',
		name: `camera-6d5b8f7c9d-${hexOf(`camera ${name}`, 5)}`,
		host: 9,
		secondAddress: `192.168.50.${100 + number}`,
		labels: {app: 'camera'},
		owner: {kind: 'ReplicaSet', name: 'camera-6d5b8f7c9d'},
		containers: [['app', 'rancher/mirrored-pause:3.10']],
	});

const podAnnotations = (pod, cluster) => {
	const {secondAddress, namespace} = pod;
	// CoreDNS ran before Multus was installed: the chart waits for it.
	return {
		...(secondAddress !== undefined && {
			'k8s.v1.cni.cncf.io/networks': JSON.stringify([{name: networkName, ips: [`${secondAddress}/24`]}]),
		}),
		...(pod.address !== undefined &&
			namespace === 'shop' && {
				'k8s.v1.cni.cncf.io/network-status': JSON.stringify(networkStatusOf(pod, cluster), undefined, 4),
			}),
	};
};

/**
 * What thin and thick Multus have in common: the pods, a NetworkAttachmentDefinition, and a pod per node with a second
 * interface in it. `image` and the images of `initContainers` are names in `versions`.
 */
export const multusLayer = ({plugin, image, container, initContainers, configurationOf, log}) => {
	const versions = {
		multusChart: 'v4.3.008',
		multusImage: 'rancher/hardened-multus-cni:v4.3.0-build20260722',
		multusThickImage: 'rancher/hardened-multus-thick:v4.3.0-build20260722',
		cniPluginsImage: 'rancher/hardened-cni-plugins:v1.9.1-build20260722',
	};
	return {
		isMeta: true,
		...(plugin === 'multus'
			? {
					makesPods: true,
					real: ({containerRuntime}) => (containerRuntime === undefined ? [] : ['the plugin of thin Multus']),
					standIns: ({containerRuntime}) =>
						containerRuntime === undefined ? ['Multus (its interfaces are real)'] : [],
				}
			: {standIns: ['Multus (its interfaces are real)']}),
		serviceAccounts: [
			{
				namespace: 'kube-system',
				name: 'multus',
				rules: [
					[['get', 'list', 'watch'], 'k8s.cni.cncf.io', ['*']],
					[['get', 'list', 'update', 'watch'], '', ['pods', 'pods/status']],
					[['create', 'patch', 'update'], '', ['events']],
				],
			},
		],
		versions: {'v1.35.7+rke2r1': versions, 'v1.35.8+rke2r1': versions},
		charts: ({multusChart}) => [{name: 'rke2-multus', version: multusChart, isBootstrap: false}],
		pods: (node, shipped) => [
			makePod({
				name: `rke2-multus-${hexOf(`${node.name} multus`, 5)}`,
				labels: {
					app: 'rke2-multus',
					tier: 'node',
					name: 'multus',
					'controller-revision-hash': '5c6d8b7f94',
					'pod-template-generation': '1',
				},
				owner: {kind: 'DaemonSet', name: 'rke2-multus'},
				initContainers: initContainers.map(([name, version]) => [name, shipped[version]]),
				containers: [[container, shipped[image]]],
			}),
			cameraPod(node),
		],
		podAnnotations,
		objects: cluster => ({
			daemonsets: [daemonSetObject(cluster, 'rke2-multus', {app: 'rke2-multus'})],
			'network-attachment-definitions': [networkOf(cluster)],
		}),
		resources,
		files: (cluster, description, certificates) => [
			{
				path: '/etc/cni/net.d/00-multus.conf',
				content: `${JSON.stringify(configurationOf(cluster.cni.conflist(cluster, description)), undefined, 2)}\n`,
				mode: 0o600,
			},
			{
				path: '/etc/cni/net.d/multus.d/multus.kubeconfig',
				content: kubeconfig(certificates),
				mode: 0o600,
			},
			...pluginFiles([plugin, ...referencePlugins.filter(name => name !== 'flannel')]),
		],
		logs: () => ({[container]: log.map(line => (typeof line === 'string' ? () => line : line))}),
		build: addSecondNic,
		connectPods: connectCameras,
		connections: pingCameras,
	};
};

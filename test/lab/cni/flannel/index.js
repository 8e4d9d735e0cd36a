import {dirname} from 'node:path';
import {waitFor} from '../../connectivity.js';
import {program, script} from '../../daemons.js';
import {hexOf} from '../../identifiers.js';
import {setSysctls, sysctlsOfNode} from '../../kernel.js';
import {flannelForwardRules, flannelRules} from '../../netfilter/flannel.js';
import {flannelLog} from '../../pod-logs.js';
import {makePod} from '../../pods.js';
import {
	createOverlayDevice,
	flannelAnnotationsOf,
	flannelCondition,
	netConfOf,
	programPeers,
} from '../flannel-vxlan.js';
import {apiObjects} from './api.js';
import {connectPods, createBridge} from './bridge.js';
import {accountDirectory, conflistOf, filesOf} from './files.js';

const build = async (node, cluster) => {
	await setSysctls(node, sysctlsOfNode);
	if (cluster.containerRuntime !== undefined) {
		// The real flanneld and the plugin bridge make the rest.
		return;
	}
	await createOverlayDevice(node, cluster);
	await programPeers(node, cluster);
	await createBridge(node, cluster);
};

const pods = (node, versions) => [
	makePod({
		name: `kube-flannel-ds-${hexOf(`${node.name} flannel`, 5)}`,
		labels: {
			app: 'flannel',
			tier: 'node',
			'controller-revision-hash': '7d4c8b96f5',
			'pod-template-generation': '1',
		},
		owner: {kind: 'DaemonSet', name: 'kube-flannel-ds'},
		initContainers: [
			['install-cni-plugins', versions.cniPluginsImage],
			['install-cni', versions.flannelImage],
		],
		containers: [['kube-flannel', versions.flannelImage]],
	}),
];

const commandLine = ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr'];
const subnetFile = '/run/flannel/subnet.env';

/** flanneld as its DaemonSet starts it: it asks the API by the service address, as its ServiceAccount. */
const realFlanneld = (cluster, node) =>
	program('flanneld', commandLine, subnetFile, {
		container: 'kube-flannel',
		files: {'/etc/kube-flannel/net-conf.json': netConfOf(cluster, node)},
		mounts: [
			[cluster.containerRuntime.flanneld, commandLine[0]],
			[dirname(subnetFile), dirname(subnetFile)],
			['/run/xtables.lock', '/run/xtables.lock'],
			// Debian's iptables is a link into it.
			['/etc/alternatives', '/etc/alternatives'],
			[accountDirectory, '/var/run/secrets/kubernetes.io/serviceaccount'],
		],
		environment: {
			PATH: '/usr/sbin:/usr/bin',
			KUBERNETES_SERVICE_HOST: cluster.services[0].address,
			KUBERNETES_SERVICE_PORT: '443',
			POD_NAME: node.pods.find(({containers}) => containers[0].name === 'kube-flannel').name,
			POD_NAMESPACE: 'kube-system',
		},
	});

/** Resolves when flanneld has written the way to every other node. */
const settle = async (nodes, cluster) => {
	if (cluster.containerRuntime === undefined) {
		return;
	}
	for (const node of nodes) {
		await waitFor('flanneld to lead to all nodes', async () => {
			const {stdout} = await node.run(['ip', 'route', 'show', 'dev', cluster.network.overlayDevice], {
				reject: false,
			});
			return stdout.split('\n').filter(line => line.includes(' onlink')).length === nodes.length - 1;
		});
	}
};

const standIn = (cluster, node) =>
	script('flanneld.js', commandLine, {
		container: 'kube-flannel',
		arguments: [cluster.versions.hasFlannelHealth ? 'health' : 'silent'],
		files: {'/etc/kube-flannel/net-conf.json': netConfOf(cluster, node)},
	});

const daemons = (cluster, node) => [
	(cluster.containerRuntime === undefined ? standIn : realFlanneld)(cluster, node),
];

/** rke2-flannel: pods on the bridge cni0, VNI and port as Windows has them. */
export default {
	title: 'flannel',
	real: ({containerRuntime}) => (containerRuntime === undefined ? [] : ['flanneld 0.28.4']),
	standIns: ({containerRuntime}) => (containerRuntime === undefined ? ['flanneld'] : []),
	makesPods: true,
	serviceAccounts: [
		{
			namespace: 'kube-system',
			name: 'flannel',
			rules: [
				[['get'], '', ['pods']],
				[['get', 'list', 'watch'], '', ['nodes']],
				[['patch'], '', ['nodes/status']],
			],
		},
	],
	settle,
	// flannel answers health requests since August 2026.
	versions: {
		'v1.35.7+rke2r1': {
			flannelChart: 'v0.28.800',
			flannelImage: 'rancher/hardened-flannel:v0.28.8-build20260722',
			cniPluginsImage: 'rancher/hardened-cni-plugins:v1.9.1-build20260722',
			hasFlannelHealth: false,
		},
		'v1.35.8+rke2r1': {
			flannelChart: 'v0.28.906',
			flannelImage: 'rancher/hardened-flannel:v0.28.9-build20260819',
			cniPluginsImage: 'rancher/hardened-cni-plugins:v1.9.1-build20260819',
			hasFlannelHealth: true,
		},
	},
	network: () => ({
		overlayDevice: 'flannel.4096',
		vni: 4096,
		overlayPort: 4789,
		overlayMtu: 1450,
		podMtu: 1450,
		flannelBackend: {Port: 4789, VNI: 4096, Type: 'vxlan'},
	}),
	node: ({number, podNetwork}) => ({
		overlayAddress: podNetwork,
		vtepMac: `ae:4f:60:00:00:0${number}`,
		bridgeAddress: podNetwork.replace(/0$/, '1'),
	}),
	hostInterface: (namespace, name) => `veth${hexOf(`veth ${namespace}/${name}`, 8)}`,
	charts: versions => [{name: 'rke2-flannel', version: versions.flannelChart}],
	pods,
	nodeAnnotations: flannelAnnotationsOf,
	networkCondition: flannelCondition,
	objects: apiObjects,
	configMapUsers: {'kube-flannel-cfg': 'kube-flannel-ds-'},
	conflist: conflistOf,
	files: filesOf,
	daemons,
	logs: (cluster, node) =>
		cluster.containerRuntime === undefined ? {'kube-flannel': flannelLog(cluster, node)} : {},
	build,
	connectPods,
	programPeers,
	netfilter: ({network, containerRuntime}, node) =>
		containerRuntime === undefined ? {last: [flannelRules(node, network), flannelForwardRules(network)]} : {},
};

import {script} from '../../daemons.js';
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
import {conflistOf, filesOf} from './files.js';

const build = async (node, cluster) => {
	await setSysctls(node, sysctlsOfNode);
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

const daemons = (cluster, node) => [
	script('flanneld.js', ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr'], {
		container: 'kube-flannel',
		arguments: [cluster.versions.hasFlannelHealth ? 'health' : 'silent'],
		files: {'/etc/kube-flannel/net-conf.json': netConfOf(cluster, node)},
	}),
];

/** rke2-flannel: pods on the bridge cni0, VNI and port as Windows has them. */
export default {
	title: 'flannel',
	standIns: ['flanneld'],
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
	logs: (cluster, node) => ({'kube-flannel': flannelLog(cluster, node)}),
	build,
	connectPods,
	programPeers,
	netfilter: ({network}, node) => ({last: [flannelRules(node, network), flannelForwardRules(network)]}),
};

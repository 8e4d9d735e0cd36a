import {script} from '../../daemons.js';
import {caliInterfaceOf} from '../../identifiers.js';
import {setSysctls, sysctlsOfNode} from '../../kernel.js';
import {felixRules} from '../../netfilter/felix.js';
import {calicoLine} from '../../pod-logs.js';
import {caliPodAnnotations, connectCaliPods} from '../cali-veth.js';
import {apiObjects, resources} from './api.js';
import {conflistOf, filesOf} from './files.js';
import {calicoNodeLog, installLog, pods} from './pods.js';
import {createTunnel, programPeers, vtepMacOf} from './tunnel.js';

/** A block for each node, out of the middle of the range: it has nothing to do with the Node's pod CIDR. */
const blocks = ['10.42.84.128/26', '10.42.247.0/26', '10.42.139.64/26'];

const build = async (node, cluster) => {
	await setSysctls(node, sysctlsOfNode);
	await createTunnel(node, cluster);
	await programPeers(node, cluster);
	await node.ipBatch(`route add blackhole ${node.description.block} proto 80`);
};

const environment = {
	CALICO_NETWORKING_BACKEND: 'vxlan',
	CLUSTER_TYPE: 'k8s,operator',
	DATASTORE_TYPE: 'kubernetes',
	FELIX_DEFAULTENDPOINTTOHOSTACTION: 'ACCEPT',
	FELIX_HEALTHENABLED: 'true',
	FELIX_HEALTHPORT: '9099',
	FELIX_TYPHAK8SNAMESPACE: 'calico-system',
	FELIX_TYPHAK8SSERVICENAME: 'calico-typha',
	IP: 'autodetect',
	IP_AUTODETECTION_METHOD: 'first-found',
	IP6: 'none',
	KUBERNETES_SERVICE_HOST: '10.43.0.1',
};

/** What the operator writes into the DaemonSet, as `/proc/PID/environ` shows it. */
const withEnvironment = daemon => ({
	...daemon,
	argv: ['env', ...Object.entries(environment).map(pair => pair.join('=')), ...daemon.argv],
});

const daemons = (_cluster, node) => [
	withEnvironment(script('felix.js', ['calico-node', '-felix'], {arguments: ['no-metrics']})),
	...(node.role === 'server'
		? [script(new URL('typha.js', import.meta.url), ['calico-typha'], {container: 'calico-typha'})]
		: []),
];

/** rke2-calico as RKE2 ships it: the Tigera operator, VXLAN, BGP off. */
export default {
	title: 'Calico (VXLAN)',
	standIns: ['Felix', 'Typha'],
	versions: {
		'v1.35.7+rke2r1': {calicoChart: 'v3.32.100', calicoVersion: 'v3.32.1', operatorVersion: 'v1.42.3'},
		'v1.35.8+rke2r1': {calicoChart: 'v3.32.100', calicoVersion: 'v3.32.1', operatorVersion: 'v1.42.3'},
	},
	network: () => ({
		overlayDevice: 'vxlan.calico',
		vni: 4096,
		overlayPort: 4789,
		overlayMtu: 1450,
		podMtu: 1450,
	}),
	node: ({name, number}) => {
		const block = blocks[number - 1];
		return {block, overlayAddress: block.split('/')[0], vtepMac: vtepMacOf(name)};
	},
	// The tunnel has the first address of the block.
	podAddress: ({block}, host) => block.replace(/(\d+)\/26$/, (_, first) => String(Number(first) + host)),
	hostInterface: caliInterfaceOf,
	charts: ({calicoChart}) => [
		{name: 'rke2-calico-crd', version: calicoChart},
		{name: 'rke2-calico', version: calicoChart},
	],
	pods,
	services: ([server]) => [
		{
			namespace: 'calico-system',
			name: 'calico-typha',
			address: '10.43.118.20',
			ports: [{name: 'calico-typha', protocol: 'TCP', port: 5473, target: 5473}],
			fixedEndpoints: [server.address],
		},
	],
	namespaces: ['calico-system', 'tigera-operator'],
	nodeAnnotations: (_cluster, {address, overlayAddress}) => ({
		'projectcalico.org/IPv4Address': `${address}/24`,
		'projectcalico.org/IPv4VXLANTunnelAddr': overlayAddress,
	}),
	podAnnotations: caliPodAnnotations,
	networkCondition: {reason: 'CalicoIsUp', message: 'Calico is running on this node'},
	objects: apiObjects,
	resources,
	configMapUsers: {'cni-config': 'calico-node-'},
	conflist: conflistOf,
	files: filesOf,
	daemons,
	logs: (_cluster, node) => ({
		'calico-node': calicoNodeLog(node).map(calicoLine),
		'install-cni': installLog.map(calicoLine),
	}),
	build,
	connectPods: (node, cluster) => connectCaliPods(node, cluster, 'proto 80'),
	programPeers,
	netfilter: ({network}, node) => ({first: [felixRules(node, {pool: network.pods})]}),
};

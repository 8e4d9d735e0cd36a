import {script} from '../../daemons.js';
import {inFamilies} from '../../families.js';
import {caliInterfaceOf} from '../../identifiers.js';
import {ipv6SysctlsOfNode, setSysctls, sysctlsOfNode} from '../../kernel.js';
import {felixRules} from '../../netfilter/felix.js';
import {flannelRules} from '../../netfilter/flannel.js';
import {calicoLine, flannelLog} from '../../pod-logs.js';
import {makePod} from '../../pods.js';
import {caliPodAnnotations, connectCaliPods} from '../cali-veth.js';
import {
	createOverlayDevices,
	flannelAnnotationsOf,
	flannelCondition,
	netConfOf,
	programPeers,
	subnetEnvOf,
} from '../flannel-vxlan.js';
import {apiObjects, resources} from './api.js';
import {conflistOf, filesOf} from './files.js';

const build = async (node, cluster) => {
	const isDual = cluster.network.ipv6 !== undefined;
	await setSysctls(node, [...sysctlsOfNode, ...(isDual ? ipv6SysctlsOfNode : [])]);
	await createOverlayDevices(node, cluster);
	await programPeers(node, cluster);
	await node.ipBatch(...inFamilies(node.description, 'podCidr').map(range => `route add blackhole ${range}`));
};

/** Addresses of IPv6 answer only when nobody else was found to have them (RFC 4862). */
const waitForAddresses = node =>
	node.shell(
		`for name in '' $(ls /run/netns); do
	tries=0
	until [ -z "$(ip \${name:+-n "$name"} -6 address show tentative)" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { echo "addresses of \${name:-the node} stay tentative" >&2; exit 1; }
		sleep 0.1
	done
done`,
	);

const pods = (node, versions) => [
	makePod({
		name: `rke2-canal-${{'node-1': '4zq9d', 'node-2': 'x7k2p', 'node-3': 'm2c8w'}[node.name]}`,
		labels: {'k8s-app': 'canal', 'controller-revision-hash': '6b8c7d9f5b', 'pod-template-generation': '1'},
		owner: {kind: 'DaemonSet', name: 'rke2-canal'},
		initContainers: [
			['install-cni', versions.calicoImage],
			['flexvol-driver', versions.calicoImage],
		],
		containers: [
			['calico-node', versions.calicoImage],
			['kube-flannel', versions.flannelImage],
		],
	}),
];

const calicoLog = ({name}) =>
	[
		'[9] startup/startup.go 443: Early log level set to info',
		`[9] startup/utils.go 127: Using NODENAME environment for node name ${name}`,
		'[9] startup/startup.go 615: Calico is not managing networking, skipping NetworkUnavailable condition update',
		'[61] felix/daemon.go 398: Successfully loaded configuration.',
		'[61] felix/int_dataplane.go 2110: Completed first update to dataplane. secsSinceStart=0.51',
		'[61] felix/health.go 336: Overall health status changed: live=true ready=true',
	].map(calicoLine);

const installLog = [
	'[1] cni-installer/install.go 121: Running as a Kubernetes pod',
	'[1] cni-installer/install.go 451: Created /host/etc/cni/net.d/10-canal.conflist',
].map(calicoLine);

const daemons = (cluster, node) => [
	script('felix.js', ['calico-node', '-felix']),
	script(
		'flanneld.js',
		[
			'/opt/bin/flanneld',
			'--ip-masq',
			'--kube-subnet-mgr',
			'--iptables-forward-rules=false',
			'--ip-blackhole-route',
		],
		{
			container: 'kube-flannel',
			arguments: [cluster.versions.hasFlannelHealth ? 'health' : 'silent'],
			// What flanneld's container has and the node has not: seen under /proc/PID/root.
			files: {
				'/run/flannel/subnet.env': subnetEnvOf(cluster, node),
				'/etc/kube-flannel/net-conf.json': netConfOf(cluster),
			},
		},
	),
];

/** Canal as RKE2 ships it: flannel's VXLAN, Calico's veth pairs and policy. */
export default {
	title: 'Canal',
	standIns: ({containerRuntime}) => [
		'Felix',
		'flanneld',
		...(containerRuntime === undefined ? [] : ["Calico's CNI plugin"]),
	],
	makesPods: true,
	// flannel answers health requests since August 2026.
	versions: {
		'v1.35.7+rke2r1': {
			canalChart: 'v3.32.1-build2026072200',
			calicoImage: 'rancher/hardened-calico:v3.32.1-build20260722',
			flannelImage: 'rancher/hardened-flannel:v0.28.8-build20260722',
			hasFlannelHealth: false,
		},
		'v1.35.8+rke2r1': {
			canalChart: 'v3.32.1-build2026081900',
			calicoImage: 'rancher/hardened-calico:v3.32.1-build20260819',
			flannelImage: 'rancher/hardened-flannel:v0.28.9-build20260819',
			hasFlannelHealth: true,
		},
	},
	network: () => ({
		overlayDevice: 'flannel.1',
		vni: 1,
		overlayPort: 8472,
		overlayMtu: 1450,
		podMtu: 1450,
		flannelBackend: {Type: 'vxlan'},
	}),
	node: ({number, podNetwork, ipv6}) => ({
		overlayAddress: podNetwork,
		vtepMac: `9a:11:5e:00:00:0${number}`,
		...(ipv6 !== undefined && {vtepMacV6: `9a:11:5e:00:06:0${number}`}),
	}),
	hasIpv6: true,
	settle: nodes => Promise.all(nodes.map(waitForAddresses)),
	hostInterface: caliInterfaceOf,
	charts: versions => [{name: 'rke2-canal', version: versions.canalChart}],
	pods,
	nodeAnnotations: flannelAnnotationsOf,
	podAnnotations: caliPodAnnotations,
	networkCondition: flannelCondition,
	objects: apiObjects,
	resources,
	configMapUsers: {'rke2-canal-config': 'rke2-canal-'},
	conflist: conflistOf,
	files: filesOf,
	daemons,
	logs: (cluster, node) => ({
		'kube-flannel': flannelLog(cluster, node),
		'calico-node': calicoLog(node),
		'install-cni': installLog,
	}),
	build,
	connectPods: connectCaliPods,
	programPeers,
	netfilter: ({network}, node, family) => ({
		first: [felixRules(node, {family})],
		last: [flannelRules(node, network, family)],
	}),
};

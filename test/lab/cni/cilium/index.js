import {pluginFiles} from '../../cni-files.js';
import {script, sleeper} from '../../daemons.js';
import {hexOf} from '../../identifiers.js';
import {makePod} from '../../pods.js';
import {clusterNodesOf, daemonConfigurationOf, endpointsOf, healthPeersOf, statusOf} from './answers.js';
import {apiObjects} from './api.js';
import {build, connectPods, healthAddressOf, programPeers, routerOf} from './kernel.js';
import {ciliumRules} from './netfilter.js';
import {recordedWithoutHelpers} from './recording.js';

const agentPod = (node, {ciliumImage, portmapImage}) =>
	makePod({
		name: `cilium-${hexOf(`${node.name} cilium`, 5)}`,
		labels: {
			'app.kubernetes.io/name': 'cilium-agent',
			'app.kubernetes.io/part-of': 'cilium',
			'k8s-app': 'cilium',
			'controller-revision-hash': '6f9d8c7b5f',
			'pod-template-generation': '1',
		},
		owner: {kind: 'DaemonSet', name: 'cilium'},
		initContainers: [
			['install-portmap-cni-plugin', portmapImage],
			...[
				'config',
				'mount-cgroup',
				'apply-sysctl-overwrites',
				'mount-bpf-fs',
				'clean-cilium-state',
				'install-cni-binaries',
			].map(name => [name, ciliumImage]),
		],
		containers: [['cilium-agent', ciliumImage]],
	});

const operatorPod = (node, {operatorImage}) =>
	makePod({
		name: `cilium-operator-58c7d5b9f6-${hexOf(`${node.name} operator`, 5)}`,
		labels: {
			'app.kubernetes.io/name': 'cilium-operator',
			'io.cilium/app': 'operator',
			name: 'cilium-operator',
			'pod-template-hash': '58c7d5b9f6',
		},
		owner: {kind: 'ReplicaSet', name: 'cilium-operator-58c7d5b9f6'},
		containers: [['cilium-operator', operatorImage]],
	});

const logLine = text => time => `time=${time} level=info ${text}`;
const agentLog = [
	'msg="Establishing connection to apiserver" module=agent.infra.k8s-client ipAddr=https://10.43.0.1:443',
	'msg="Connected to apiserver" module=agent.infra.k8s-client',
	'msg="Retrieved node information from cilium node" module=agent.controlplane.daemon',
	'msg="Datapath initialized" module=agent.datapath.orchestrator',
	'msg="Serving cilium API at unix:///var/run/cilium/cilium.sock" module=agent.infra.api-server',
].map(logLine);

const stated = (name, value) => ({path: `/run/lab/cilium/${name}.json`, content: JSON.stringify(value)});

/** rke2-cilium as RKE2 ships it: VXLAN, beside kube-proxy, chained with portmap. */
export default {
	title: 'Cilium',
	real: ['cilium_vxlan (the way into it made of routes, where a real node has eBPF)'],
	standIns: ['cilium-agent', 'cilium-health'],
	versions: {
		'v1.35.7+rke2r1': {
			ciliumChart: '1.19.601',
			ciliumImage: 'rancher/mirrored-cilium-cilium:v1.19.6',
			operatorImage: 'rancher/mirrored-cilium-operator-generic:v1.19.6',
			portmapImage: 'rancher/hardened-cni-plugins:v1.9.1-build20260722',
		},
		'v1.35.8+rke2r1': {
			ciliumChart: '1.19.601',
			ciliumImage: 'rancher/mirrored-cilium-cilium:v1.19.6',
			operatorImage: 'rancher/mirrored-cilium-operator-generic:v1.19.6',
			portmapImage: 'rancher/hardened-cni-plugins:v1.9.1-build20260819',
		},
	},
	network: () => ({overlayDevice: 'cilium_vxlan', overlayPort: 8472, overlayMtu: 1500, podMtu: 1450}),
	node: description => ({overlayAddress: routerOf(description), healthAddress: healthAddressOf(description)}),
	hostInterface: (namespace, name) => `lxc${hexOf(`lxc ${namespace}/${name}`, 12)}`,
	charts: versions => [{name: 'rke2-cilium', version: versions.ciliumChart}],
	pods: (node, versions) => [
		agentPod(node, versions),
		...(node.number > 2 ? [] : [operatorPod(node, versions)]),
	],
	networkCondition: {reason: 'CiliumIsUp', message: 'Cilium is running on this node'},
	objects: apiObjects,
	configMapUsers: {'cilium-config': 'cilium-'},
	conflist: () => ({
		name: '05-cilium.conflist',
		mode: 0o600,
		config: {
			cniVersion: '0.3.1',
			name: 'portmap',
			plugins: [
				{type: 'cilium-cni', 'enable-debug': false, 'log-file': '/var/run/cilium/cilium-cni.log'},
				{type: 'portmap', capabilities: {portMappings: true}},
			],
		},
	}),
	files: (cluster, node) => [
		...pluginFiles(['cilium-cni', 'loopback', 'portmap', 'bond', 'dummy', 'tap']),
		stated('status', statusOf(cluster, node)),
		stated('nodes', clusterNodesOf(cluster, node)),
		stated('endpoints', endpointsOf(cluster, node)),
		stated('config', daemonConfigurationOf(cluster, node)),
		stated('health', healthPeersOf(cluster, node)),
		{path: '/run/xtables.lock', content: '', mode: 0o600},
	],
	daemons: (_cluster, node) => [
		script(
			new URL('health-responder.js', import.meta.url),
			[
				'cilium-health-responder',
				'--listen',
				'4240',
				'--pidfile',
				'/var/run/cilium/state/health-endpoint.pid',
			],
			{networkNamespace: 'cilium-health'},
		),
		script(
			new URL('cilium-agent.js', import.meta.url),
			['cilium-agent', '--config-dir=/tmp/cilium/config-map'],
			{container: 'cilium-agent', arguments: [node.address]},
		),
		...(node.number > 2
			? []
			: [sleeper('cilium-operator-generic', {name: 'cilium-operator', container: 'cilium-operator'})]),
	],
	logs: () => ({'cilium-agent': agentLog}),
	build,
	connectPods,
	programPeers,
	netfilter: (_cluster, node) => ({first: [ciliumRules(node)]}),
	recorded: recordedWithoutHelpers,
};

import {hexOf} from '../../identifiers.js';
import {makePod} from '../../pods.js';

const image = (name, version) => `rancher/mirrored-calico-${name}:${version}`;

const onServer = ({calicoVersion, operatorVersion}) => [
	makePod({
		namespace: 'tigera-operator',
		name: 'tigera-operator-7b6d8c9f5-q2w4x',
		labels: {name: 'tigera-operator', 'k8s-app': 'tigera-operator', 'pod-template-hash': '7b6d8c9f5'},
		owner: {kind: 'ReplicaSet', name: 'tigera-operator-7b6d8c9f5'},
		containers: [['tigera-operator', image('operator', operatorVersion)]],
	}),
	makePod({
		namespace: 'calico-system',
		name: 'calico-typha-5f8c7d6b9-t8k5p',
		labels: {'k8s-app': 'calico-typha', 'app.kubernetes.io/name': 'calico-typha'},
		owner: {kind: 'ReplicaSet', name: 'calico-typha-5f8c7d6b9'},
		containers: [['calico-typha', image('typha', calicoVersion)]],
	}),
	makePod({
		namespace: 'calico-system',
		name: 'calico-kube-controllers-6c9d8f7b5-m4n2z',
		host: 8,
		labels: {'k8s-app': 'calico-kube-controllers', 'app.kubernetes.io/name': 'calico-kube-controllers'},
		owner: {kind: 'ReplicaSet', name: 'calico-kube-controllers-6c9d8f7b5'},
		containers: [['calico-kube-controllers', image('kube-controllers', calicoVersion)]],
	}),
];

export const pods = (node, versions) => [
	makePod({
		namespace: 'calico-system',
		name: `calico-node-${hexOf(`${node.name} calico-node`, 5)}`,
		labels: {
			'k8s-app': 'calico-node',
			'app.kubernetes.io/name': 'calico-node',
			'controller-revision-hash': '58d7c9b6f4',
			'pod-template-generation': '1',
		},
		owner: {kind: 'DaemonSet', name: 'calico-node'},
		initContainers: [
			['flexvol-driver', image('pod2daemon-flexvol', versions.calicoVersion)],
			['ebpf-bootstrap', image('node', versions.calicoVersion)],
			['install-cni', image('cni', versions.calicoVersion)],
		],
		containers: [['calico-node', image('node', versions.calicoVersion)]],
	}),
	...(node.role === 'server' ? onServer(versions) : []),
];

export const calicoNodeLog = ({name, address}) => [
	'[9] startup/startup.go 443: Early log level set to info',
	`[9] startup/utils.go 127: Using NODENAME environment for node name ${name}`,
	`[9] startup/startup.go 697: Using autodetected IPv4 address on interface eth0: ${address}/24`,
	'[9] startup/startup.go 631: NetworkUnavailable condition updated: CalicoIsUp',
	'[71] felix/daemon.go 398: Successfully loaded configuration.',
	'[71] felix/sync_client.go 281: Connected to Typha.',
	'[71] felix/int_dataplane.go 2110: Completed first update to dataplane. secsSinceStart=0.51',
	'[71] felix/health.go 336: Overall health status changed: live=true ready=true',
];

export const installLog = [
	'[1] cni-installer/install.go 121: Running as a Kubernetes pod',
	'[1] cni-installer/install.go 451: Created /host/etc/cni/net.d/10-calico.conflist',
];

import {daemonSetObject, deploymentObject} from '../../api/controllers.js';
import {metadata, seconds} from '../../api/metadata.js';
import {hexOf} from '../../identifiers.js';
import {calicoResources} from '../calico-resources.js';
import {conflist} from './files.js';

const operator = (kind, plural) => ({
	group: 'operator.tigera.io',
	version: 'v1',
	kind,
	plural,
	isNamespaced: false,
	file: plural,
});

export const resources = [
	...calicoResources,
	operator('Installation', 'installations'),
	operator('TigeraStatus', 'tigerastatuses'),
];

const condition = (cluster, type, status, reason = '', message = '') => ({
	type,
	status,
	lastTransitionTime: seconds(cluster.startedAt),
	observedGeneration: 2,
	reason,
	message,
});

const well = (cluster, name) => ({
	metadata: metadata(cluster, name),
	spec: {},
	status: {
		conditions: [
			condition(cluster, 'Available', 'True', 'AllObjectsAvailable', 'All objects available'),
			condition(cluster, 'Degraded', 'False'),
			condition(cluster, 'Progressing', 'False'),
		],
	},
});

const installation = cluster => {
	const spec = {
		calicoNetwork: {
			bgp: 'Disabled',
			ipPools: [{cidr: cluster.network.pods, encapsulation: 'VXLAN', natOutgoing: 'Enabled'}],
			nodeAddressAutodetectionV4: {firstFound: true},
		},
		controlPlaneReplicas: 2,
		flexVolumePath: '/var/lib/kubelet/volumeplugins/',
		imagePath: 'rancher',
		imagePrefix: 'mirrored-calico-',
		kubeletVolumePluginPath: 'None',
		nonPrivileged: 'Disabled',
	};
	const {calicoNetwork} = spec;
	return {
		metadata: metadata(cluster, 'default', {generation: 2}),
		spec,
		status: {
			calicoVersion: cluster.versions.calicoVersion,
			computed: {
				...spec,
				calicoNetwork: {...calicoNetwork, linuxDataplane: 'Iptables', hostPorts: 'Enabled'},
			},
			conditions: [condition(cluster, 'Ready', 'True', 'AllObjectsAvailable', 'All objects available')],
			mtu: cluster.network.podMtu,
			variant: 'Calico',
		},
	};
};

const blockName = block => block.replaceAll(/[./]/g, '-');

const affinity =
	cluster =>
	({name, block}) => ({
		metadata: metadata(cluster, `${name}-${blockName(block)}`),
		spec: {cidr: block, deleted: 'false', node: name, state: 'confirmed', type: 'host'},
	});

const blockSize = 64;

/** Address 0 is the tunnel's, the others are given as pods have them. */
const ipamBlock =
	cluster =>
	({name, block, pods}) => {
		const [network] = block.split('/');
		const ordinal = address => Number(address.split('.')[3]) - Number(network.split('.')[3]);
		const given = [
			{
				at: 0,
				handle_id: `vxlan-tunnel-addr-${name}`,
				secondary: {node: name, type: 'vxlanTunnelAddress'},
			},
			...pods
				.filter(({address}) => address !== undefined)
				.map(({address, namespace, name: pod}) => ({
					at: ordinal(address),
					handle_id: `k8s-pod-network.${hexOf(`handle ${namespace}/${pod}`, 64)}`,
					secondary: {
						namespace,
						node: name,
						pod,
						timestamp: `${seconds(cluster.startedAt).replace('T', ' ').replace('Z', '')} +0000 UTC`,
					},
				})),
		];
		const allocations = Array.from({length: blockSize}, (_, index) => {
			const owner = given.findIndex(({at}) => at === index);
			return owner === -1 ? null : owner;
		});
		return {
			metadata: metadata(cluster, blockName(block)),
			spec: {
				affinity: `host:${name}`,
				cidr: block,
				allocations,
				unallocated: allocations.flatMap((owner, index) => (owner === null ? [index] : [])),
				strictAffinity: true,
				attributes: given.map(({at, ...attribute}) => attribute),
			},
		};
	};

const felixConfiguration = cluster => ({
	metadata: metadata(cluster, 'default'),
	spec: {
		defaultEndpointToHostAction: 'Drop',
		featureDetectOverride: 'ChecksumOffloadBroken=true',
		healthPort: 9099,
		logSeveritySys: 'Info',
		nftablesMode: 'Disabled',
		vxlanPort: cluster.network.overlayPort,
		vxlanVNI: cluster.network.vni,
		wireguardEnabled: false,
		xdpEnabled: true,
	},
});

const pool = cluster => ({
	metadata: metadata(cluster, 'default-ipv4-ippool'),
	spec: {
		allowedUses: ['Workload', 'Tunnel'],
		assignmentMode: 'Automatic',
		blockSize: 26,
		cidr: cluster.network.pods,
		ipipMode: 'Never',
		natOutgoing: true,
		nodeSelector: 'all()',
		vxlanMode: 'Always',
	},
});

/** What the chart, the operator and calico-node keep in the API. */
export const apiObjects = cluster => ({
	configmaps: [
		{
			metadata: metadata(cluster, 'cni-config', {namespace: 'calico-system'}),
			data: {config: JSON.stringify(conflist, undefined, 2)},
		},
	],
	daemonsets: [daemonSetObject(cluster, 'calico-node', {'k8s-app': 'calico-node'}, 'calico-system')],
	deployments: [
		deploymentObject(cluster, 'tigera-operator', 1, 'tigera-operator'),
		deploymentObject(cluster, 'calico-typha', 1, 'calico-system'),
		deploymentObject(cluster, 'calico-kube-controllers', 1, 'calico-system'),
	],
	installations: [installation(cluster)],
	tigerastatuses: ['calico', 'ippools'].map(name => well(cluster, name)),
	ippools: [pool(cluster)],
	felixconfigurations: [felixConfiguration(cluster)],
	blockaffinities: cluster.nodes.map(affinity(cluster)),
	ipamblocks: cluster.nodes.map(ipamBlock(cluster)),
	clusterinformations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {
				calicoVersion: cluster.versions.calicoVersion,
				clusterGUID: hexOf('guid', 32),
				clusterType: 'typha,kdd,k8s,operator',
				datastoreReady: true,
			},
		},
	],
});

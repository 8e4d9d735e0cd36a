import {healthAddressOf, routerOf} from './kernel.js';

const version = '1.19.6 (v1.19.6-3fb8fb0a)';

const controllerNames = [
	'cilium-health-ep',
	'ct-map-pressure',
	'daemon-validate-config',
	'dns-garbage-collector-job',
	'endpoint-gc',
	'ipcache-inject-labels',
	'k8s-heartbeat',
	'link-cache',
	'node-neighbor-link-updater',
	'sync-host-ips',
	'sync-lb-maps-with-k8s-services',
	'update-k8s-node-annotations',
	'write-cni-file',
];

/** The answer to `GET /v1/healthz`; the stand-in adds times. */
export const statusOf = (cluster, node) => {
	const pods = node.pods.filter(({address}) => address !== undefined);
	const allocations = {
		...Object.fromEntries(pods.map(({address, namespace, name}) => [address, `${namespace}/${name}`])),
		[routerOf(node)]: 'router',
		[healthAddressOf(node)]: 'health',
	};
	return {
		'attach-mode': 'tcx',
		'bandwidth-manager': {devices: null},
		'bpf-maps': {'dynamic-size-ratio': 0.0025, maps: [{name: 'Auth', size: 524_288}]},
		cilium: {msg: version, state: 'Ok'},
		'clock-source': {mode: 'ktime'},
		cluster: {
			ciliumHealth: {state: 'Ok'},
			self: `default/${node.name}`,
		},
		'cluster-mesh': {clusters: null},
		'cni-chaining': {mode: 'portmap'},
		'cni-file': {
			msg: 'successfully wrote CNI configuration file to /host/etc/cni/net.d/05-cilium.conflist',
			state: 'Ok',
		},
		controllers: controllerNames.map(name => ({
			configuration: {'error-retry': true, interval: '1m0s'},
			name,
			status: {'success-count': 240},
			uuid: '5f0e2d3c-0000-4000-8000-000000000001',
		})),
		'datapath-mode': 'veth',
		encryption: {mode: 'Disabled'},
		'host-firewall': {devices: null, mode: 'Disabled'},
		hubble: {state: 'Disabled'},
		'identity-range': {'max-identity': 65_535, 'min-identity': 256},
		ipam: {
			allocations,
			ipv4: Object.keys(allocations),
			ipv6: null,
			status: `IPv4: ${Object.keys(allocations).length}/254 allocated from ${node.podCidr}, `,
		},
		'kube-proxy-replacement': {
			deviceList: null,
			devices: null,
			features: {externalIPs: {}, hostPort: {}, nodePort: {}, socketLB: {}},
			mode: 'False',
		},
		kubernetes: {
			'k8s-api-versions': ['cilium/v2::CiliumEndpoint', 'cilium/v2::CiliumNode', 'core/v1::Pods'],
			msg: `1.35 (${cluster.versions.kubernetes}) [linux/amd64]`,
			state: 'Ok',
		},
		kvstore: {state: 'Disabled'},
		masquerading: {enabled: true, enabledProtocols: {ipv4: true}, mode: 'iptables'},
		nodeMonitor: {cpus: 2, npages: 64, pagesize: 4096},
		proxy: {
			'envoy-deployment-mode': 'embedded',
			ip: routerOf(node),
			'port-range': '10000-20000',
			redirects: null,
			'total-redirects': 2,
		},
		routing: {
			'inter-host-routing-mode': 'Tunnel',
			'intra-host-routing-mode': 'Legacy',
			'tunnel-protocol': 'vxlan',
		},
		...cluster.cni.status?.(node),
	};
};

const endpoint = (id, device, {identifiers = {}, labels, address}) => ({
	id,
	spec: {'label-configuration': {}, options: {}},
	status: {
		'external-identifiers': identifiers,
		health: {bpf: 'OK', connected: true, overallHealth: 'OK', policy: 'OK'},
		identity: {id: id + 20_000, labels},
		log: [{code: 'OK', message: 'Successfully regenerated endpoint program', state: 'ready'}],
		networking: {addressing: [{ipv4: address}], 'interface-name': device},
		policy: {realized: {'policy-enabled': 'none'}},
		state: 'ready',
	},
});

/** The answer to `GET /v1/cluster/nodes`, the only one that names other nodes. */
export const clusterNodesOf = (cluster, node) => ({
	'nodes-added': cluster.nodes.map(other => ({
		'health-endpoint-address': {ipv4: {enabled: true, ip: healthAddressOf(other)}, ipv6: {}},
		name: `default/${other.name}`,
		'primary-address': {
			ipv4: {'alloc-range': other.podCidr, enabled: true, ip: other.address},
			ipv6: {},
		},
		'secondary-addresses': null,
		source: other.name === node.name ? 'local' : 'custom-resource',
	})),
	'nodes-removed': null,
	self: `default/${node.name}`,
});

/** The answer to `GET /v1/endpoint`. */
export const endpointsOf = (_cluster, node) => [
	endpoint(1, 'cilium_host', {labels: ['reserved:host'], address: routerOf(node)}),
	endpoint(4, 'lxc_health', {labels: ['reserved:health'], address: healthAddressOf(node)}),
	...node.pods
		.filter(({address}) => address !== undefined)
		.map(({address, hostInterface, namespace, name, labels, sandboxId}, index) =>
			endpoint(100 + index, hostInterface, {
				address,
				identifiers: {
					'cni-attachment-id': `${sandboxId}:eth0`,
					'k8s-namespace': namespace,
					'k8s-pod-name': name,
				},
				labels: [
					...Object.entries(labels).map(([key, value]) => `k8s:${key}=${value}`),
					`k8s:io.kubernetes.pod.namespace=${namespace}`,
				],
			}),
		),
];

/** The answer to `GET /v1/config`. */
export const daemonConfigurationOf = (_cluster, node) => ({
	spec: {options: {}, 'policy-enforcement': 'default'},
	status: {
		addressing: {ipv4: {'alloc-range': node.podCidr, enabled: true, ip: routerOf(node)}, ipv6: {}},
		daemonConfigurationMap: {
			EnableBPFTProxy: false,
			EnableHostLegacyRouting: true,
			EnableIPv4: true,
			EnableIPv6: false,
			IPAM: 'kubernetes',
			RoutingMode: 'tunnel',
			TunnelProtocol: 'vxlan',
		},
		datapathMode: 'veth',
		deviceMTU: 1500,
		'ipam-mode': 'kubernetes',
		masquerade: true,
		masqueradeProtocols: {ipv4: true},
		routeMTU: 1450,
	},
});

/** Whom the health daemon asks: the stand-in does, so that a broken tunnel shows. */
export const healthPeersOf = (cluster, node) => ({
	local: `default/${node.name}`,
	nodes: cluster.nodes.map(other => ({
		name: `default/${other.name}`,
		host: other.address,
		endpoint: healthAddressOf(other),
	})),
});

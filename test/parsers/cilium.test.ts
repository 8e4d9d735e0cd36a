import {describe, expect, it} from 'vitest';
import {parseCiliumClusterNodes} from '../../src/parsers/cilium-cluster-nodes.ts';
import {parseCiliumDaemon} from '../../src/parsers/cilium-daemon.ts';
import {parseCiliumEndpoints} from '../../src/parsers/cilium-endpoints.ts';
import {parseCiliumHealth} from '../../src/parsers/cilium-health.ts';
import {parseCiliumStatus} from '../../src/parsers/cilium-status.ts';
import {parseKubePods} from '../../src/parsers/kube-pod.ts';
import {parseMountTable} from '../../src/parsers/mount-table.ts';
import {metricsNamed} from '../../src/parsers/prometheus.ts';
import {controller, statusJson} from '../checks/cilium-builders.ts';
import {survivesDamage} from './damage.ts';

const since = '2026-08-20T10:00:00.000Z';
const full = statusJson({
	controllers: [controller('sync-to-k8s-ciliumendpoint (12)', 3, null), controller('cilium-health-ep')],
	encryption: {
		mode: 'Wireguard',
		msg: '',
		wireguard: {interfaces: [{name: 'cilium_wg0', 'listen-port': 51871, 'peer-count': 2}]},
	},
	'kube-proxy-replacement': {
		mode: 'True',
		deviceList: [{name: 'eth0', ip: ['10.0.0.12']}],
		devices: ['eth0'],
		features: {hostPort: {enabled: true}},
	},
	proxy: {'total-redirects': 2},
	stale: {kubernetes: since},
});

describe('parseCiliumStatus', () => {
	it('reads every part that is judged', () => {
		expect(parseCiliumStatus(full)).toMatchObject({
			agent: {state: 'Ok', message: '1.19.6 (v1.19.6-abcdef12)'},
			kubernetes: {state: 'Ok'},
			self: 'default/node-2',
			controllers: [{consecutiveFailures: 3, lastError: /refused/}, {consecutiveFailures: 0}].map(
				({consecutiveFailures}) => ({consecutiveFailures}),
			),
			stale: {kubernetes: Date.parse(since)},
			ipam: {pools: [{family: 'ipv4', used: 5, capacity: 254, range: '10.42.1.0/24'}]},
			kubeProxyReplacement: {mode: 'True', devices: ['eth0'], servesHostPorts: true},
			masquerading: {isEnabled: true, ipv4: true, ipv6: false, mode: 'iptables'},
			encryption: {mode: 'Wireguard', wireguard: [{device: 'cilium_wg0', port: 51871, peerCount: 2}]},
			routing: {mode: 'Tunnel', protocol: 'vxlan'},
			chaining: 'portmap',
			proxyRedirects: 2,
		});
	});

	it('reads an answer with nothing but the state of the agent', () => {
		expect(parseCiliumStatus('{"cilium":{"state":"Ok"},"controllers":null,"cluster":{}}')).toEqual({
			agent: {state: 'Ok'},
			controllers: [],
			stale: {},
			remoteClusters: [],
		});
	});

	it('reads an etcd and the clusters of a mesh, of which one has told nothing of itself yet', () => {
		const text = statusJson({
			kvstore: {state: 'Ok', msg: 'etcd: 1/1 connected'},
			'cluster-mesh': {
				clusters: [
					{name: 'west', ready: true, status: 'etcd: 1/1 connected\n', config: {'cluster-id': 2}},
					{name: 'north', 'num-failures': 4},
				],
			},
		});
		expect(parseCiliumStatus(text)).toMatchObject({
			kvstore: {state: 'Ok', message: 'etcd: 1/1 connected'},
			remoteClusters: [
				{name: 'west', isReady: true, status: 'etcd: 1/1 connected', failures: 0, clusterId: 2},
				{name: 'north', isReady: false, failures: 4},
			],
		});
	});

	it('reads both families of addresses', () => {
		const text = statusJson({
			ipam: {
				status:
					'IPv4: 5/254 allocated from 10.42.0.0/24, IPv6: 4/18446744073709551614 allocated from fd00::/64',
			},
		});
		expect(parseCiliumStatus(text).ipam?.pools.map(({family, range}) => `${family} ${range}`)).toEqual([
			'ipv4 10.42.0.0/24',
			'ipv6 fd00::/64',
		]);
	});

	it.each([
		['nothing', '', 'expected'],
		['another answer', '{"message":"not found"}', 'expected "cilium" with a state'],
		['a text', 'OK', 'expected'],
	])('refuses %s', (_, text, message) => {
		expect(() => parseCiliumStatus(text)).toThrow(message);
	});

	it('survives damage', () => survivesDamage(parseCiliumStatus, full, {json: true}));
});

const health = JSON.stringify({
	local: {name: 'default/node-1'},
	nodes: [
		{
			name: 'default/node-2',
			host: {
				'primary-address': {
					ip: '10.0.0.2',
					icmp: {latency: 500_000, lastProbed: since},
					http: {latency: 600_000},
				},
				'secondary-addresses': null,
			},
			'health-endpoint': {
				'primary-address': {ip: '10.42.1.77', icmp: {status: 'Connection timed out'}, http: null},
			},
		},
	],
	probeInterval: '1m36.566274746s',
	timestamp: since,
});

describe('parseCiliumHealth', () => {
	it('tells an answer from a failure, and both from what was not asked', () => {
		const [node] = parseCiliumHealth(health).nodes;
		expect(node?.host).toEqual({address: '10.0.0.2', icmp: {result: 'answered'}, http: {result: 'answered'}});
		expect(node?.endpoint?.icmp).toEqual({result: 'failed', error: 'Connection timed out'});
		expect(node?.endpoint?.http).toEqual({result: 'unknown'});
		expect(parseCiliumHealth(health).interval).toBeCloseTo(96_566.27, 1);
	});

	it('reads a daemon that has not asked yet', () => {
		expect(parseCiliumHealth('{"nodes":null,"timestamp":"0001-01-01T00:00:00.000Z"}')).toEqual({nodes: []});
	});

	it('survives damage', () => survivesDamage(parseCiliumHealth, health, {json: true}));
});

describe('parseCiliumEndpoints', () => {
	const text = JSON.stringify([
		{
			id: 12,
			status: {
				'external-identifiers': {'k8s-namespace': 'default', 'k8s-pod-name': 'web'},
				identity: {id: 9, labels: ['k8s:app=web']},
				log: [{code: 'OK', message: 'regenerated', state: 'ready', timestamp: since}],
				networking: {'interface-name': 'lxc1'},
				policy: {realized: {'policy-enabled': 'ingress'}},
				state: 'ready',
			},
		},
		{id: 4, status: {'external-identifiers': {'pod-name': 'default/old'}, state: 'ready'}},
		{id: 5},
	]);

	it('reads pods of both forms, and what is no pod', () => {
		expect(parseCiliumEndpoints(text)).toEqual([
			{
				id: 12,
				state: 'ready',
				pod: 'default/web',
				device: 'lxc1',
				labels: ['k8s:app=web'],
				policy: 'ingress',
				log: {message: 'regenerated', at: Date.parse(since)},
			},
			{id: 4, state: 'ready', pod: 'default/old', labels: []},
			{id: 5, state: 'unknown', labels: []},
		]);
	});

	it('survives damage', () => survivesDamage(parseCiliumEndpoints, text, {json: true}));
});

describe('parseCiliumDaemon', () => {
	const text = JSON.stringify({
		spec: {options: {}},
		status: {
			daemonConfigurationMap: {RoutingMode: 'tunnel', EnableBPFTProxy: false, Devices: null, Labels: ['a']},
			deviceMTU: 1500,
			routeMTU: 1450,
			'ipam-mode': 'kubernetes',
			'k8s-endpoint': 'https://localhost:6443',
		},
	});

	it('keeps plain options', () => {
		expect(parseCiliumDaemon(text)).toEqual({
			options: {RoutingMode: 'tunnel', EnableBPFTProxy: false},
			deviceMtu: 1500,
			routeMtu: 1450,
			ipamMode: 'kubernetes',
			apiServer: 'https://localhost:6443',
		});
	});

	it('survives damage', () => survivesDamage(parseCiliumDaemon, text, {json: true, raw: ['.options']}));
});

describe('parseKubePods', () => {
	const text = JSON.stringify({
		items: [
			{
				metadata: {name: 'cilium-operator-a', creationTimestamp: '2026-08-20T10:00:00Z'},
				spec: {},
				status: {
					phase: 'Pending',
					conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable'}],
				},
			},
		],
	});

	it('reads a pod that no node takes', () => {
		expect(parseKubePods(text)).toEqual([
			{
				name: 'cilium-operator-a',
				phase: 'Pending',
				createdAt: Date.parse(since),
				conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable'}],
			},
		]);
	});

	const failing = JSON.stringify({
		items: [
			{
				metadata: {name: 'helm-install-rke2-canal-x', uid: 'a1', labels: {chart: 'rke2-canal'}},
				spec: {nodeName: 'node-1'},
				status: {
					containerStatuses: [
						{
							name: 'helm',
							restartCount: 9,
							state: {waiting: {reason: 'CrashLoopBackOff'}},
							lastState: {terminated: {exitCode: 1}},
						},
					],
				},
			},
		],
	});

	it('reads labels and how a container ended', () => {
		expect(parseKubePods(failing)).toEqual([
			{
				name: 'helm-install-rke2-canal-x',
				uid: 'a1',
				labels: {chart: 'rke2-canal'},
				node: 'node-1',
				conditions: [],
				containers: [{name: 'helm', restarts: 9, waiting: {reason: 'CrashLoopBackOff'}, exitCode: 1}],
			},
		]);
	});

	it.each([text, failing])('survives damage', given => survivesDamage(parseKubePods, given, {json: true}));
});

describe('parseMountTable', () => {
	const text =
		'/dev/sda1 / ext4 rw,relatime 0 0\nbpf /sys/fs/bpf bpf rw,nosuid 0 0\nnone /mnt/my\\040disk cgroup2 rw 0 0\n';

	it('reads points, types and escapes', () => {
		expect(parseMountTable(text)).toEqual([
			{source: '/dev/sda1', point: '/', type: 'ext4'},
			{source: 'bpf', point: '/sys/fs/bpf', type: 'bpf'},
			{source: 'none', point: '/mnt/my disk', type: 'cgroup2'},
		]);
	});

	it('survives damage', () => survivesDamage(parseMountTable, text));
});

describe('metricsNamed', () => {
	const text = `# HELP cilium_bpf_map_pressure Fill percentage of map
# TYPE cilium_bpf_map_pressure gauge
cilium_bpf_map_pressure{map_name="ct4_global"} 0.71
cilium_bpf_map_pressure{map_name="lb4_services_v2"} 1e+00
cilium_bpf_map_pressure{map_name="broken"} NaN
cilium_bpf_map_pressure_other{map_name="x"} 1
cilium_version{version="1.19.6"} 1
`;

	it('reads one name only, and numbers only', () => {
		expect(
			metricsNamed(text, 'cilium_bpf_map_pressure').map(({labels, value}) => [labels.map_name, value]),
		).toEqual([
			['ct4_global', 0.71],
			['lb4_services_v2', 1],
		]);
	});

	it('survives damage', () =>
		survivesDamage(damaged => metricsNamed(damaged, 'cilium_bpf_map_pressure'), text));
});

describe('parseCiliumClusterNodes', () => {
	const node = (name: string, ip: string, range: string) => ({
		name,
		'health-endpoint-address': {ipv4: {enabled: true, ip: '10.42.1.35'}, ipv6: {}},
		'primary-address': {ipv4: {'alloc-range': range, enabled: true, ip}, ipv6: {}},
		'secondary-addresses': null,
		source: 'custom-resource',
	});
	const list = JSON.stringify({
		'nodes-added': [
			node('default/node-2', '10.0.0.12', '10.42.1.0/24'),
			node('default/node-3', '10.0.0.13', '10.42.2.0/24'),
		],
		'nodes-removed': null,
		self: 'default/node-2',
	});
	it('reads how each node is reached', () => {
		expect(parseCiliumClusterNodes(list)).toEqual({
			self: 'default/node-2',
			nodes: [
				{
					name: 'default/node-2',
					addresses: ['10.0.0.12'],
					podCidrs: ['10.42.1.0/24'],
					healthAddresses: ['10.42.1.35'],
				},
				{
					name: 'default/node-3',
					addresses: ['10.0.0.13'],
					podCidrs: ['10.42.2.0/24'],
					healthAddresses: ['10.42.1.35'],
				},
			],
		});
	});
	it('takes a list without this node for none', () => {
		expect(() => parseCiliumClusterNodes('{"nodes-added":null,"self":"default/node-2"}')).toThrow(
			'expected default/node-2 among the nodes',
		);
	});
	it('survives damage', () => survivesDamage(parseCiliumClusterNodes, list, {json: true}));
});

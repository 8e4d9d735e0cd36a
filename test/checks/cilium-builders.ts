import type {Environment} from '../../src/core/environment.ts';
import {type CiliumEndpoint, parseCiliumEndpoints} from '../../src/parsers/cilium-endpoints.ts';
import {parseCiliumHealth} from '../../src/parsers/cilium-health.ts';
import {type CiliumStatus, parseCiliumStatus} from '../../src/parsers/cilium-status.ts';
import {told} from '../../src/testing.ts';
import {containerRun, helmObjectsIn, minutesAgo} from './builders.ts';

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The answer of a healthy agent as Cilium's own marshaller writes it; parts are replaced as a whole. */
export const statusJson = (changes: Readonly<Record<string, unknown>> = {}): string =>
	JSON.stringify({
		'attach-mode': 'tcx',
		'bpf-maps': {'dynamic-size-ratio': 0.0025, maps: [{name: 'Auth', size: 524288}]},
		cilium: {msg: '1.19.6 (v1.19.6-abcdef12)', state: 'Ok'},
		cluster: {
			ciliumHealth: {state: 'Ok'},
			self: 'default/node-2',
		},
		'cni-chaining': {mode: 'portmap'},
		'cni-file': {msg: 'successfully wrote CNI configuration file', state: 'Ok'},
		controllers: [controller('sync-to-k8s-ciliumendpoint (12)'), controller('cilium-health-ep')],
		encryption: {mode: 'Disabled'},
		ipam: {
			allocations: {'10.42.1.12': 'kube-system/rke2-coredns-abc', '10.42.1.219': 'router'},
			ipv4: ['10.42.1.12', '10.42.1.219'],
			ipv6: null,
			status: 'IPv4: 5/254 allocated from 10.42.1.0/24, ',
		},
		'kube-proxy-replacement': {deviceList: null, devices: null, features: {hostPort: {}}, mode: 'False'},
		kubernetes: {
			'k8s-api-versions': ['core/v1::Pods'],
			msg: '1.35 (v1.35.7+rke2r1) [linux/amd64]',
			state: 'Ok',
		},
		kvstore: {state: 'Disabled'},
		masquerading: {enabled: true, enabledProtocols: {ipv4: true}, mode: 'iptables'},
		proxy: {ip: '10.42.1.219', 'port-range': '10000-20000', redirects: null},
		routing: {
			'inter-host-routing-mode': 'Tunnel',
			'intra-host-routing-mode': 'Legacy',
			'tunnel-protocol': 'vxlan',
		},
		...changes,
	});

export const ciliumStatus = (changes?: Readonly<Record<string, unknown>>): CiliumStatus =>
	parseCiliumStatus(statusJson(changes));

/** A controller that has failed so many times in a row, the last success so many minutes ago. */
export const controller = (name: string, failures = 0, succeeded: number | null = 1) => ({
	configuration: {'error-retry': true, interval: '10s'},
	name,
	status: {
		...(failures > 0 && {
			'consecutive-failure-count': failures,
			'failure-count': failures,
			'last-failure-msg': 'Get "https://127.0.0.1:6443/api": connection refused',
			'last-failure-timestamp': iso(minutesAgo(1)),
		}),
		'last-success-timestamp': succeeded === null ? '0001-01-01T00:00:00.000Z' : iso(minutesAgo(succeeded)),
	},
	uuid: '5f0e',
});

export const answered = (changes?: Readonly<Record<string, unknown>>) =>
	({state: 'answered', status: ciliumStatus(changes)}) as const;

const probe = (works: boolean) =>
	works ? {latency: 500_000, lastProbed: iso(minutesAgo(1))} : {status: 'Connection timed out'};

/** A node of the health daemon's round: whether its own address and its endpoint answer. */
export const nodeHealth = (name: string, host: boolean, endpoint: boolean | undefined, http = host) => ({
	name: `default/${name}`,
	host: {
		'primary-address': {ip: '10.0.0.1', icmp: probe(host), http: probe(http)},
		'secondary-addresses': null,
	},
	'health-endpoint':
		endpoint === undefined
			? null
			: {'primary-address': {ip: '10.42.0.77', icmp: probe(endpoint), http: probe(endpoint)}},
});

/** A round of a minute ago, seen by node-2. */
export const ciliumHealth = (nodes: readonly object[], minutes = 1) =>
	parseCiliumHealth(
		JSON.stringify({
			local: {name: 'default/node-2'},
			nodes: [nodeHealth('node-2', true, true), ...nodes],
			probeInterval: '1m36.566274746s',
			timestamp: iso(minutesAgo(minutes)),
		}),
	);

/** An endpoint of the agent: of the pod web in default unless told otherwise. */
export const endpoint = (
	changes: {
		readonly id?: number;
		readonly state?: string;
		readonly device?: string;
		readonly pod?: string | null;
		readonly labels?: readonly string[];
		readonly policy?: string;
		readonly minutes?: number;
	} = {},
): CiliumEndpoint => {
	const {id = 12, state = 'ready', device = 'lxc8a1b2c3d4e5f', pod = 'default/web', minutes = 60} = changes;
	const [namespace, name] = pod?.split('/') ?? [];
	const [first] = parseCiliumEndpoints(
		JSON.stringify([
			{
				id,
				spec: {},
				status: {
					'external-identifiers': pod === null ? {} : {'k8s-namespace': namespace, 'k8s-pod-name': name},
					identity: {id: 1, labels: changes.labels ?? ['k8s:app=web']},
					log: [
						{
							code: 'OK',
							message: 'Successfully regenerated endpoint program',
							state,
							timestamp: iso(minutesAgo(minutes)),
						},
					],
					networking: {'interface-name': device},
					policy: {realized: {'policy-enabled': changes.policy ?? 'none'}},
					state,
				},
			},
		]),
	);
	if (first === undefined) {
		throw new Error('expected an endpoint');
	}
	return first;
};

export const healthEndpoint = (policy = 'none') =>
	endpoint({id: 4, device: 'lxc_health', pod: null, labels: ['reserved:health'], policy});

/** The cilium pod as it has run for a day. */
export const ciliumPod = (...containers: readonly ReturnType<typeof containerRun>[]) => ({
	pod: {
		name: 'cilium-x7k2p',
		namespace: 'kube-system',
		uid: '2d3e4f50-0000-4000-8000-000000000016',
		isReady: true,
		createdAt: minutesAgo(24 * 60 + 1),
		containers: containers.length > 0 ? containers : [containerRun('cilium-agent')],
	},
});

export const onCilium: Partial<Environment> = {
	cni: told('cilium'),
	overlayDevice: told('cilium_vxlan'),
	dataplane: told('ebpf'),
};
export const agentSubject = {kind: 'Pod', namespace: 'kube-system', name: 'cilium/cilium-agent'} as const;
export const nodeSubject = {kind: 'Node', name: 'node-2'} as const;
export const chartSubject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-cilium'} as const;

/** The HelmChart of a release with its HelmChartConfig, as the API holds them. */
export const ciliumCharts = (values: string | undefined, version = '1.19.601') => {
	const objects = helmObjectsIn(
		[
			`apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: rke2-cilium\n  annotations:\n    helm.cattle.io/chart-url: https://rke2-charts.rancher.io/assets/rke2-cilium/rke2-cilium-${version}.tgz\nspec:\n  set: {global.serviceCIDR: 10.43.0.0/16}\n`,
			...(values === undefined
				? []
				: [
						`apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-cilium}\nspec:\n  valuesContent: |-\n${values.replaceAll(/^/gm, '    ')}\n`,
					]),
		].join('---\n'),
	);
	return {
		charts: objects.filter(object => object.kind === 'HelmChart'),
		configs: objects.filter(object => object.kind === 'HelmChartConfig'),
	};
};

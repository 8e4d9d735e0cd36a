import {describe, expect, it} from 'vitest';
import {parseCrictlContainers, parseCrictlInspect, parseCrictlPods} from '../../src/parsers/crictl.ts';
import {parseCrictlInfo} from '../../src/parsers/crictl-info.ts';
import {survivesDamage} from './damage.ts';
import {output} from './output.ts';

const pods = JSON.stringify({
	items: [
		{
			id: 'd173b17b0cb0',
			metadata: {
				name: 'rke2-canal-x7k2p',
				uid: '2d3e4f50-0000-4000-8000-000000000016',
				namespace: 'kube-system',
				attempt: 2,
			},
			state: 'SANDBOX_READY',
			createdAt: '1795335547857609882',
			labels: {'io.kubernetes.pod.name': 'rke2-canal-x7k2p', 'k8s-app': 'canal'},
			annotations: {'kubernetes.io/config.source': 'api'},
			runtimeHandler: '',
		},
	],
});

const containers = JSON.stringify({
	containers: [
		{
			id: '0dc5',
			podSandboxId: 'f8ed',
			metadata: {name: 'kube-flannel', attempt: 3},
			image: {
				image: 'sha256:1',
				annotations: {},
				userSpecifiedImage: 'rancher/hardened-flannel:v0.28.9',
				runtimeHandler: '',
			},
			imageRef: 'sha256:1',
			state: 'CONTAINER_RUNNING',
			createdAt: '1795335378748458067',
			labels: {
				'io.kubernetes.container.name': 'kube-flannel',
				'io.kubernetes.pod.name': 'rke2-canal-x7k2p',
				'io.kubernetes.pod.namespace': 'kube-system',
				'io.kubernetes.pod.uid': '2d3e',
			},
			annotations: {'io.kubernetes.container.restartCount': '3'},
		},
		/* As version 1.28 prints it. */
		{
			id: '1',
			podSandboxId: '2',
			metadata: {name: 'x'},
			image: {image: 'sha256:2', annotations: {}},
			state: 'CONTAINER_EXITED',
			createdAt: '1795335378748458067',
			labels: null,
		},
	],
});

const exited = {
	status: {
		id: '0dc5',
		metadata: {attempt: 1, name: 'kube-flannel'},
		state: 'CONTAINER_EXITED',
		createdAt: '2026-11-22T08:16:18.6Z',
		startedAt: '2026-11-22T08:16:18.712320882Z',
		finishedAt: '2026-11-22T08:16:18.72350448Z',
		exitCode: 7,
		reason: 'Error',
		message: '',
		logPath: '/var/log/pods/kube-system_rke2-canal-x7k2p_2d3e/kube-flannel/1.log',
	},
	info: {sandboxID: 'f8ed', pid: 0},
};

describe('crictl pods', () => {
	it('reads pods', () => {
		expect(parseCrictlPods(pods)).toEqual([
			{
				id: 'd173b17b0cb0',
				name: 'rke2-canal-x7k2p',
				namespace: 'kube-system',
				uid: '2d3e4f50-0000-4000-8000-000000000016',
				attempt: 2,
				isReady: true,
				createdAt: 1_795_335_547_857,
				labels: {'io.kubernetes.pod.name': 'rke2-canal-x7k2p', 'k8s-app': 'canal'},
				annotations: {'kubernetes.io/config.source': 'api'},
			},
		]);
		expect(parseCrictlPods('{"items":[]}')).toEqual([]);
	});

	it('refuses unknown states and survives damage', () => {
		expect(() => parseCrictlPods(pods.replace('SANDBOX_READY', 'SANDBOX_ODD'))).toThrow(
			'expected SANDBOX_READY or SANDBOX_NOTREADY, got SANDBOX_ODD',
		);
		expect(() => parseCrictlPods('')).toThrow(
			'not JSON: expected a value, got the end of the text (line 1, column 1)',
		);
		survivesDamage(parseCrictlPods, pods, {json: true});
	});
});

describe('crictl ps', () => {
	it('reads containers of old and new versions', () => {
		expect(parseCrictlContainers(containers)).toEqual([
			{
				id: '0dc5',
				sandboxId: 'f8ed',
				name: 'kube-flannel',
				attempt: 3,
				state: 'running',
				createdAt: 1_795_335_378_748,
				image: 'rancher/hardened-flannel:v0.28.9',
				podName: 'rke2-canal-x7k2p',
				podNamespace: 'kube-system',
				podUid: '2d3e',
			},
			{
				id: '1',
				sandboxId: '2',
				name: 'x',
				attempt: 0,
				state: 'exited',
				createdAt: 1_795_335_378_748,
				image: 'sha256:2',
			},
		]);
	});

	it('survives damage', () => {
		survivesDamage(parseCrictlContainers, containers, {json: true});
	});
});

describe('crictl inspect', () => {
	it('reads a container that has ended', () => {
		expect(parseCrictlInspect(JSON.stringify(exited))).toEqual({
			id: '0dc5',
			name: 'kube-flannel',
			attempt: 1,
			state: 'exited',
			startedAt: Date.UTC(2026, 10, 22, 8, 16, 18, 712),
			finishedAt: Date.UTC(2026, 10, 22, 8, 16, 18, 723),
			exitCode: 7,
			reason: 'Error',
			logPath: '/var/log/pods/kube-system_rke2-canal-x7k2p_2d3e/kube-flannel/1.log',
			sandboxId: 'f8ed',
		});
	});

	it.each(['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z'])(
		'gives no end and no exit code to one that runs (%s)',
		never => {
			const status = {
				...exited.status,
				state: 'CONTAINER_RUNNING',
				finishedAt: never,
				exitCode: 0,
				reason: '',
			};
			const running = parseCrictlInspect(JSON.stringify([{status, info: {pid: 4711}}]));
			expect(running).toMatchObject({state: 'running', pid: 4711});
			for (const field of ['exitCode', 'finishedAt', 'reason']) {
				expect(running).not.toHaveProperty(field);
			}
		},
	);

	it('survives damage', () => {
		survivesDamage(parseCrictlInspect, JSON.stringify(exited), {json: true});
	});
});

const info = {
	status: {
		conditions: [
			{type: 'RuntimeReady', status: true, reason: '', message: ''},
			{
				type: 'NetworkReady',
				status: false,
				reason: 'NetworkPluginNotReady',
				message: 'Network plugin returns error: cni plugin not initialized',
			},
		],
	},
	cniconfig: {
		PluginDirs: ['/opt/cni/bin'],
		PluginConfDir: '/etc/cni/net.d',
		PluginMaxConfNum: 1,
		Prefix: 'eth',
		Networks: [
			{
				IFName: 'lo',
				Config: {
					Name: 'cni-loopback',
					CNIVersion: '0.3.1',
					Plugins: [{Network: {type: 'loopback'}, Source: '{}'}],
					Source: '{}',
				},
			},
			{
				IFName: 'eth0',
				Config: {
					Name: 'k8s-pod-network',
					CNIVersion: '0.3.1',
					Plugins: [{Network: {type: 'calico'}, Source: '{}'}],
					Source: '{"name":"k8s-pod-network"}',
				},
			},
		],
	},
	lastCNILoadStatus: 'OK',
	'lastCNILoadStatus.default': 'OK',
};

describe('crictl info', () => {
	it('reads readiness and the configuration that is loaded', () => {
		const expected = {
			runtimeReady: {isTrue: true},
			networkReady: {
				isTrue: false,
				reason: 'NetworkPluginNotReady',
				message: 'Network plugin returns error: cni plugin not initialized',
			},
			lastCniLoadStatus: 'OK',
			pluginDirectories: ['/opt/cni/bin'],
			configDirectory: '/etc/cni/net.d',
			maxConfigs: 1,
			networks: [
				{interfaceName: 'lo', name: 'cni-loopback', cniVersion: '0.3.1', plugins: ['loopback'], source: '{}'},
				{
					interfaceName: 'eth0',
					name: 'k8s-pod-network',
					cniVersion: '0.3.1',
					plugins: ['calico'],
					source: '{"name":"k8s-pod-network"}',
				},
			],
		};
		expect(parseCrictlInfo(JSON.stringify(info))).toEqual(expected);
		expect(parseCrictlInfo(JSON.stringify({...info, cniconfig: JSON.stringify(info.cniconfig)}))).toEqual(
			expected,
		);
	});

	it('reads an answer without CNI', () => {
		expect(parseCrictlInfo('{"status":{"conditions":null}}')).toEqual({pluginDirectories: [], networks: []});
	});

	it('survives damage', () => {
		survivesDamage(parseCrictlInfo, JSON.stringify(info), {json: true});
	});
});

describe('real outputs', () => {
	const read = (what: string): string => output(`crictl-1.36.0.containerd-1.6.20-${what}.json`);

	it('reads pods and containers', () => {
		expect(parseCrictlPods(read('pods')).map(({name, isReady}) => [name, isReady])).toEqual([
			['host-0', true],
			['web-0', true],
		]);
		const found = parseCrictlContainers(read('ps'));
		expect(found.map(({name, attempt, state, podName}) => [name, attempt, state, podName])).toEqual([
			['crash', 4, 'exited', 'web-0'],
			['web', 0, 'running', 'web-0'],
		]);
		survivesDamage(parseCrictlPods, read('pods'), {json: true});
		survivesDamage(parseCrictlContainers, read('ps'), {json: true});
	});

	it('reads how containers run and ended', () => {
		expect(parseCrictlInspect(read('inspect'))).toMatchObject({name: 'web', state: 'running', attempt: 0});
		expect(parseCrictlInspect(read('inspect-ended'))).toMatchObject({
			name: 'crash',
			state: 'exited',
			exitCode: 3,
			reason: 'Error',
		});
	});

	it('reads what containerd loaded, its own loopback first', () => {
		const info = parseCrictlInfo(read('info'));
		expect(info.networkReady).toEqual({isTrue: true});
		expect(info.networks.map(({interfaceName, name}) => [interfaceName, name])).toEqual([
			['lo', 'cni-loopback'],
			['eth0', 'cbr0'],
		]);
		const unconfigured = parseCrictlInfo(read('info-unconfigured'));
		expect(unconfigured.networkReady).toMatchObject({isTrue: false, reason: 'NetworkPluginNotReady'});
		expect(unconfigured.networks.map(({name}) => name)).toEqual(['cni-loopback']);
	});
});

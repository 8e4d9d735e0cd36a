import {describe, expect, it} from 'vitest';
import {multusContainers} from '../../src/probes/multus.containers.ts';
import {multusDaemon} from '../../src/probes/multus.daemon.ts';
import {multusDhcpSocket} from '../../src/probes/multus.dhcp-socket.ts';
import {multusKubeconfig} from '../../src/probes/multus.kubeconfig.ts';
import {multusLogs} from '../../src/probes/multus.logs.ts';
import {multusNetworks} from '../../src/probes/multus.networks.ts';
import {multusPods} from '../../src/probes/multus.pods.ts';
import {multusPodsElsewhere} from '../../src/probes/multus.pods-elsewhere.ts';
import {multusReadinessIndicator} from '../../src/probes/multus.readiness-indicator.ts';
import {whereaboutsFiles} from '../../src/probes/whereabouts.files.ts';
import {whereaboutsPools} from '../../src/probes/whereabouts.pools.ts';
import {cniFile, minutesAgo, sandbox} from '../checks/builders.ts';
import {
	attachedPod,
	canalFile,
	multusPod,
	networksOf,
	thickFile,
	thin,
	thinFile,
} from '../checks/multus/builders.ts';
import {missing, unanswered} from './replies.ts';
import {probed, requestsOf} from './run-probe.ts';

const notFound = unanswered('not-found', 'HTTP 404 the server could not find the requested resource', 404);

describe('multus.containers', () => {
	const pod = (name: string, isReady = true) =>
		sandbox(name, {id: name, namespace: 'kube-system', isReady, labels: {app: 'rke2-multus'}});
	const container = (name: string, sandboxId: string) => ({
		id: name,
		sandboxId,
		name,
		attempt: 0,
		state: 'running' as const,
		createdAt: minutesAgo(60),
	});

	it('leaves the pods of the DHCP daemon out, which have the same label', () => {
		const needs = {
			pods: [pod('rke2-multus-dhcp-abcde'), pod('rke2-multus-q8w4z')],
			containers: [
				container('kube-rke2-multus', 'rke2-multus-q8w4z'),
				container('kube-rke2-multus-dhcp', 'rke2-multus-dhcp-abcde'),
			],
		};
		const {pod: found} = probed(multusContainers, {}, needs);
		expect(found?.name).toBe('rke2-multus-q8w4z');
		expect(found?.containers.map(({name}) => name)).toEqual(['kube-rke2-multus']);
		expect(probed(multusContainers, {}, {...needs, pods: [pod('rke2-multus-dhcp-abcde')]})).toEqual({});
	});
});

describe('multus.kubeconfig', () => {
	it('reads the file that thin Multus names', () => {
		const files = [thinFile, canalFile];
		const path = '/etc/cni/net.d/multus.d/multus.kubeconfig';
		expect(requestsOf(multusKubeconfig, {files})).toEqual([`cat ${path}`]);
		expect(probed(multusKubeconfig, {}, {files})).toEqual({path});
		const text =
			'clusters: [{name: local, cluster: {server: "https://[10.43.0.1]:443"}}]\nusers: [{name: m, user: {token: eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3OTUzMzQ0MDB9.c2ln}}]\ncontexts: [{name: c, context: {cluster: local, user: m}}]\ncurrent-context: c\n';
		expect(probed(multusKubeconfig, {[`cat ${path}`]: text}, {files})).toMatchObject({
			kubeconfig: {
				ok: true,
				value: {server: 'https://10.43.0.1:443', hasToken: true, tokenExpiry: 1_795_334_400},
			},
		});
		expect(probed(multusKubeconfig, {[`cat ${path}`]: '- no'}, {files})).toMatchObject({
			kubeconfig: {ok: false},
		});
	});

	it('asks for nothing where there is none', () => {
		expect(requestsOf(multusKubeconfig, {files: [thickFile, canalFile]})).toEqual([]);
		expect(
			requestsOf(multusKubeconfig, {files: [cniFile('00-multus.conf', thin({}, {kubeconfig: 'x/../y'}))]}),
		).toEqual([]);
		expect(probed(multusKubeconfig, {}, {files: [canalFile]})).toEqual({});
	});
});

describe('multus.daemon', () => {
	const key = 'curl -s --unix-socket /run/multus/multus.sock http://localhost/healthz';
	const files = [thickFile, canalFile];

	it('asks for the health of thick Multus and for nothing of thin', () => {
		expect(requestsOf(multusDaemon, {files})).toEqual([key]);
		expect(requestsOf(multusDaemon, {files: [thinFile]})).toEqual([]);
		expect(probed(multusDaemon, {}, {files: [thinFile]})).toEqual({state: 'none'});
	});

	it.each([
		['healthy', {status: 'answered', body: '', code: 200}],
		['unhealthy', {status: 'answered', body: 'no', code: 500}],
		['missing', missing],
		['refused', unanswered('refused', 'connect ECONNREFUSED /run/multus/multus.sock')],
		['silent', unanswered('timed-out', 'no answer within 2 s')],
	] as const)('tells a daemon that is %s', (state, reply) => {
		expect(probed(multusDaemon, {[key]: reply}, {files})).toMatchObject({state});
	});

	it('knows nothing of what it may not ask', () => {
		expect(() => probed(multusDaemon, {[key]: unanswered('denied', 'EACCES')}, {files})).toThrow('EACCES');
	});
});

describe('multus.readiness-indicator', () => {
	it('looks for the file that Multus waits for', () => {
		const path = '/run/flannel/subnet.env';
		const files = [cniFile('00-multus.conf', thin(undefined, {readinessindicatorfile: path}))];
		expect(requestsOf(multusReadinessIndicator, {files})).toEqual([`stat ${path}`]);
		expect(probed(multusReadinessIndicator, {}, {files})).toEqual({path, exists: false});
		expect(probed(multusReadinessIndicator, {}, {files: [thinFile]})).toEqual({exists: false});
	});
});

describe('what only some clusters have', () => {
	it('is empty where the API does not know it', () => {
		expect(probed(multusNetworks, {[requestsOf(multusNetworks)[0] ?? '']: notFound})).toEqual({
			isDefined: false,
			networks: [],
		});
		expect(probed(whereaboutsPools, {[requestsOf(whereaboutsPools)[0] ?? '']: notFound})).toEqual([]);
		expect(probed(whereaboutsFiles, {})).toEqual([]);
		expect(probed(multusDhcpSocket, {})).toEqual({path: '/run/cni/dhcp.sock', exists: false});
	});

	it('is unknown where it may not be read', () => {
		const denied = unanswered('denied', 'forbidden', 403);
		expect(() => probed(multusNetworks, {[requestsOf(multusNetworks)[0] ?? '']: denied})).toThrow(
			'forbidden',
		);
		expect(() => probed(whereaboutsPools, {[requestsOf(whereaboutsPools)[0] ?? '']: denied})).toThrow(
			'forbidden',
		);
	});
});

describe('multus.pods and multus.logs', () => {
	it('ask for this node and this pod', () => {
		expect(requestsOf(multusPods, {name: {name: 'node-2'}})).toEqual([
			"kubectl get --raw '/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-2&resourceVersion=0'",
		]);
		expect(requestsOf(multusLogs, {multus: {pod: multusPod()}})).toHaveLength(2);
		expect(requestsOf(multusLogs, {multus: {}})).toEqual([]);
	});
});

describe('multus.pods-elsewhere', () => {
	const of = (ipam: string, ...pods: readonly ReturnType<typeof attachedPod>[]) => ({
		name: {name: 'node-2'},
		networks: {
			isDefined: true,
			networks: networksOf({
				lan: {type: 'macvlan', master: 'eth1', ipam: {type: ipam, subnet: '192.168.1.0/24'}},
			}),
		},
		pods,
	});
	const path = (namespace: string) =>
		`kubectl get --raw '/api/v1/namespaces/${namespace}/pods?fieldSelector=spec.nodeName!%3Dnode-2'`;

	it('asks for those in the namespaces of pods here that have addresses of host-local', () => {
		expect(requestsOf(multusPodsElsewhere, of('host-local', attachedPod('lan'), attachedPod('lan')))).toEqual(
			[path('default')],
		);
		expect(requestsOf(multusPodsElsewhere, of('whereabouts', attachedPod('lan')))).toEqual([]);
		expect(requestsOf(multusPodsElsewhere, of('host-local', attachedPod('wan')))).toEqual([]);
	});

	it('asks for no more than a few namespaces', () => {
		const spread = Array.from({length: 4}, (_, index) =>
			attachedPod('default/lan', {namespace: `shop-${index}`}),
		);
		expect(requestsOf(multusPodsElsewhere, of('host-local', ...spread))).toHaveLength(3);
		expect(() => probed(multusPodsElsewhere, {}, of('host-local', ...spread))).toThrow('4 namespaces');
	});
});

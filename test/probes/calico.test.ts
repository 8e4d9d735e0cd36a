import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calicoFiles} from '../../src/probes/calico.files.ts';
import {calicoInstallation} from '../../src/probes/calico.installation.ts';
import {calicoKubeconfig} from '../../src/probes/calico.kubeconfig.ts';
import {calicoTypha} from '../../src/probes/calico.typha.ts';
import {calicoTyphaEndpoints} from '../../src/probes/calico.typha-endpoints.ts';
import {cniApiContact} from '../../src/probes/cni.api-contact.ts';
import {calicoConflist, cniFile} from '../checks/builders.ts';
import {failed, known, probed, requestsOf, unanswered} from './run-probe.ts';

describe('calico.files', () => {
	it('gives the name and the MTU that calico-node wrote', () => {
		expect(
			probed(calicoFiles, {
				'cat /var/lib/calico/nodename': 'node-2\n',
				'cat /var/lib/calico/mtu': '1450',
			}),
		).toEqual({nodeName: 'node-2', mtu: 1450});
	});

	it('believes no MTU that is none', () => {
		expect(probed(calicoFiles, {'cat /var/lib/calico/mtu': '0'})).toEqual({});
	});
});

it('tells an Installation that does not exist from one that cannot be read', () => {
	expect(probed(calicoInstallation, {})).toEqual({});
	expect(() =>
		probed(calicoInstallation, {
			'kubectl get --raw /apis/operator.tigera.io/v1/installations/default': {
				status: 'unanswered',
				reason: 'denied',
				detail: 'forbidden',
			},
		}),
	).toThrow('forbidden');
});

describe('calico.typha', () => {
	const key =
		'kubectl get --raw /apis/discovery.k8s.io/v1/namespaces/calico-system/endpointslices?labelSelector=kubernetes.io/service-name=calico-typha';
	const slice = {
		metadata: {name: 'calico-typha-x7k2p'},
		addressType: 'IPv4',
		ports: [{name: 'calico-typha', port: 5473}],
		endpoints: [
			{addresses: ['10.0.0.1'], conditions: {ready: true}, nodeName: 'node-1'},
			{addresses: ['10.0.0.3'], conditions: {ready: false}, nodeName: 'node-3'},
		],
	};
	const endpoint = {address: '10.0.0.1', port: 5473, nodeName: 'node-1'};

	it('is asked where the API says that it is ready', () => {
		const typha = probed(calicoTyphaEndpoints, {[key]: JSON.stringify({items: [slice]})});
		expect(typha).toEqual({isInstalled: true, endpoints: [endpoint]});
		expect(probed(calicoTypha, {'tcp 10.0.0.1 5473': '{"result":"silent"}'}, {typha})).toEqual({
			isInstalled: true,
			endpoints: [{...endpoint, answer: {result: 'silent'}}],
		});
	});

	it('is not installed where the API knows no such service', () => {
		expect(probed(calicoTyphaEndpoints, {[key]: '{"items":[]}'})).toEqual({
			isInstalled: false,
			endpoints: [],
		});
	});
});

describe('calico.kubeconfig', () => {
	const files = [cniFile('10-calico.conflist', calicoConflist)];
	const key = 'cat /etc/cni/net.d/calico-kubeconfig';

	it('is the file that the plugin names', () => {
		const text =
			'{clusters: [{name: local, cluster: {server: "https://[10.43.0.1]:443"}}], users: [{name: a, user: {token: x}}], contexts: [{name: b, context: {cluster: local, user: a}}], current-context: b}';
		expect(probed(calicoKubeconfig, {[key]: text}, {files})).toMatchObject({
			path: '/etc/cni/net.d/calico-kubeconfig',
			kubeconfig: {ok: true, value: {server: 'https://10.43.0.1:443', hasToken: true}},
		});
	});

	it('is missing where the file is, and nowhere without a configuration', () => {
		expect(probed(calicoKubeconfig, {}, {files})).toEqual({path: '/etc/cni/net.d/calico-kubeconfig'});
		expect(probed(calicoKubeconfig, {}, {files: []})).toEqual({});
	});

	it('never throws, whatever the file holds', () => {
		fc.assert(
			fc.property(fc.string(), text => {
				expect(probed(calicoKubeconfig, {[key]: text}, {files}).path).toBeDefined();
			}),
		);
	});
});

describe('cni.api-contact', () => {
	const ranges = known({pods: [], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'});
	const at = (path: string, server: string) =>
		known({path, kubeconfig: {ok: true, value: {server, hasToken: true, isInsecure: false}}});
	const process = (host: string) => known({api: {host, port: 6443}});
	const wants = {
		process: process('10.0.0.9'),
		calico: at('/etc/cni/net.d/calico-kubeconfig', 'https://10.0.0.9:6443'),
		multus: at('/etc/cni/net.d/multus.d/multus.kubeconfig', 'https://10.43.0.1:443'),
		ranges,
	};

	it('asks addresses that are of no service, each once', () => {
		expect(probed(cniApiContact, {'tcp 10.0.0.9 6443': '{"result":"silent"}'}, {}, wants)).toEqual([
			{
				address: '10.0.0.9',
				port: 6443,
				users: ['calico-node', "Calico's plugin (/etc/cni/net.d/calico-kubeconfig)"],
				answer: {result: 'silent'},
			},
		]);
	});

	it.each([
		['the service address', {process: process('10.43.0.1'), calico: wants.multus}, []],
		['a name', {process: failed, calico: at('/a', 'https://api.example.com:6443')}, []],
		['an address of IPv6', {process: process('fd00::9'), calico: wants.multus}, ['tcp fd00::9 6443']],
		['a server that is none', {process: failed, calico: at('/a', 'nonsense')}, []],
	])('knows what not to ask: %s', (_, changes, expected) => {
		expect(requestsOf(cniApiContact, {}, {...wants, ...changes})).toEqual(expected);
	});

	it.each([
		['the ranges', {ranges: failed}],
		['a kubeconfig', {calico: failed}],
	])('is not known without %s', (_, changes) => {
		expect(() => probed(cniApiContact, {}, {}, {...wants, ...changes})).toThrow('left out by the test');
	});

	it('is not known with --passive', () => {
		expect(() => probed(cniApiContact, {'tcp 10.0.0.9 6443': unanswered('passive')}, {}, wants)).toThrow(
			'passive',
		);
	});
});

import {describe, expect, it} from 'vitest';
import {parseAttachedPods} from '../../src/parsers/attached-pod.ts';
import {parseNetworkStatus, parseNetworksAnnotation} from '../../src/parsers/network-annotation.ts';
import {parseNetworkAttachments} from '../../src/parsers/network-attachment.ts';
import {parseWhereaboutsPools} from '../../src/parsers/whereabouts-pool.ts';
import {survivesDamage} from './damage.ts';

const requestsOf = (text: string) => {
	const parsed = parseNetworksAnnotation(text, 'default');
	return parsed.ok ? parsed.value : parsed.problem.message;
};

describe('parseNetworksAnnotation', () => {
	it.each([
		['lan', [{namespace: 'default', name: 'lan'}]],
		[
			' lan , shop/dmz@net7',
			[
				{namespace: 'default', name: 'lan'},
				{namespace: 'shop', name: 'dmz', interfaceName: 'net7'},
			],
		],
		['[{"name":"lan","ips":["1.2.3.4/24"]}]', [{namespace: 'default', name: 'lan'}]],
		[
			'[{"name":"lan","namespace":"shop","interface":"net1"}]',
			[{namespace: 'shop', name: 'lan', interfaceName: 'net1'}],
		],
		['[]', []],
	])('reads %s', (text, expected) => {
		expect(requestsOf(text)).toEqual(expected);
	});

	it.each([
		['a/b/c', 'at most one "/"'],
		['lan@a@b', 'at most one "@"'],
		['LAN', 'lower case'],
		['lan@interface-too-long', 'at most 15'],
		['[{"name":"lan"', 'expected'],
		['{"name":"lan"}', 'expected the annotation to be an array'],
		['[{"namespace":"shop"}]', 'expected "name"'],
	])('refuses %s as Multus does', (text, part) => {
		expect(requestsOf(text)).toContain(part);
	});

	it('survives damage', () => {
		survivesDamage(text => requestsOf(text), '[{"name":"lan","namespace":"shop","interface":"net1"}]', {
			json: true,
			raw: [''],
		});
	});
});

const status =
	'[{"name":"k8s-pod-network","interface":"eth0","ips":["10.42.0.5"],"default":true,"dns":{}},{"name":"default/lan","interface":"net1","ips":["192.168.1.200"],"mac":"4a:e9:0b:e2:63:67","dns":{}}]';

describe('parseNetworkStatus', () => {
	it('reads what Multus writes', () => {
		expect(parseNetworkStatus(status)).toEqual([
			{name: 'k8s-pod-network', interfaceName: 'eth0', isDefault: true, ips: ['10.42.0.5']},
			{name: 'default/lan', interfaceName: 'net1', isDefault: false, ips: ['192.168.1.200']},
		]);
	});

	it('survives damage', () => {
		survivesDamage(parseNetworkStatus, status, {json: true});
	});
});

describe('objects of the API', () => {
	const pods = JSON.stringify({
		items: [
			{metadata: {name: 'plain', namespace: 'default'}},
			{
				metadata: {
					name: 'web-0',
					namespace: 'shop',
					uid: 'u',
					creationTimestamp: '2026-11-22T07:00:00Z',
					annotations: {'k8s.v1.cni.cncf.io/networks': 'lan', 'k8s.v1.cni.cncf.io/network-status': status},
				},
				spec: {hostNetwork: false},
				status: {phase: 'Running'},
			},
		],
	});
	const networks = JSON.stringify({
		items: [
			{
				metadata: {name: 'lan', namespace: 'shop'},
				spec: {config: '{"type":"macvlan","master":"eth1","ipam":{}}'},
			},
			{metadata: {name: 'empty', namespace: 'shop'}, spec: {}},
			{
				metadata: {
					name: 'sriov',
					namespace: 'shop',
					annotations: {'k8s.v1.cni.cncf.io/resourceName': 'intel.com/sriov'},
				},
				spec: {config: '{"cniVersion":"0.3.1","name":"x","plugins":[{"type":"sriov"}]}'},
			},
		],
	});
	const pools = JSON.stringify({
		items: [
			{
				metadata: {name: '192.168.2.0-24', namespace: 'kube-system'},
				spec: {
					range: '192.168.2.0/24',
					allocations: {'1': {id: 'c', podref: 'shop/web-0', ifname: 'net1'}, '2': {}},
				},
			},
		],
	});

	it('are read', () => {
		expect(parseAttachedPods(pods)).toMatchObject([
			{name: 'web-0', phase: 'Running', requests: {ok: true, value: [{namespace: 'shop', name: 'lan'}]}},
		]);
		const [lan, empty, sriov] = parseNetworkAttachments(networks);
		expect(lan?.config).toMatchObject({ok: true, value: {name: 'lan', plugins: [{type: 'macvlan'}]}});
		expect(empty?.config).toBeUndefined();
		expect(sriov).toMatchObject({resourceName: 'intel.com/sriov', config: {ok: true, value: {name: 'x'}}});
		expect(parseWhereaboutsPools(pools)).toEqual([
			{
				name: '192.168.2.0-24',
				namespace: 'kube-system',
				range: '192.168.2.0/24',
				allocations: [{offset: '1', pod: 'shop/web-0'}, {offset: '2'}],
			},
		]);
	});

	it('survive damage', () => {
		survivesDamage(parseAttachedPods, pods, {json: true, raw: ['[].requests', '[].status']});
		survivesDamage(parseNetworkAttachments, networks, {json: true, raw: ['[].config']});
		survivesDamage(parseWhereaboutsPools, pools, {json: true});
	});
});

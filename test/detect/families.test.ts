import {expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {agent, kubeProxyManifest} from './clusters.ts';
import {charts, detect, json, rke2, units} from './node.ts';

const node = (...podCIDRs: readonly string[]): Record<string, Reply> => ({
	'kubectl get --raw /api/v1/nodes/node-2': json({
		metadata: {name: 'node-2'},
		spec: {podCIDRs},
		status: {nodeInfo: {kubeletVersion: 'v1.35.7+rke2r1'}},
	}),
});
const server = {...rke2, ...units({'rke2-server': ['active', 'enabled', 812]})};
const [chartsKey = ''] = Object.keys(charts('rke2-calico'));

it.each<readonly [string, Record<string, Reply>, readonly string[] | undefined]>([
	['IPv4', {...agent, ...node('10.42.1.0/24')}, ['ipv4']],
	['IPv6', {...agent, ...node('2001:db8::/64')}, ['ipv6']],
	['both, IPv4 first', {...agent, ...node('10.42.1.0/24', '2001:db8::/64')}, ['ipv4', 'ipv6']],
	['both, IPv6 first', {...agent, ...node('2001:db8::/64', '10.42.1.0/24')}, ['ipv6', 'ipv4']],
	[
		'by kube-proxy',
		{...agent, ...kubeProxyManifest('--cluster-cidr=10.42.0.0/16,2001:db8::/56')},
		['ipv4', 'ipv6'],
	],
	[
		'by the charts',
		{
			...agent,
			[chartsKey]: json({
				items: [{metadata: {name: 'rke2-calico'}, spec: {set: {'global.clusterCIDR': '2001:db8::/56'}}}],
			}),
			...Object.fromEntries(Object.entries(charts()).slice(1)),
		},
		['ipv6'],
	],
	[
		'by the configuration of a server',
		{...server, 'cat /etc/rancher/rke2/config.yaml': answered('cluster-cidr: 10.42.0.0/16,2001:db8::/56')},
		['ipv4', 'ipv6'],
	],
	['nothing that tells', agent, undefined],
])('IP families: %s', async (_, replies, families) => {
	expect((await detect(replies)).families.value).toEqual(families);
});

it('has as conflict what says other families', async () => {
	const {families} = await detect({
		...agent,
		...node('10.42.1.0/24'),
		...kubeProxyManifest('--cluster-cidr=10.42.0.0/16,2001:db8::/56'),
	});
	expect(families).toMatchObject({
		value: ['ipv4'],
		conflicts: [{source: 'kube-proxy --cluster-cidr', says: '10.42.0.0/16,2001:db8::/56'}],
	});
});

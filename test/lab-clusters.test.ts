import {expect, test} from 'vitest';
// @ts-expect-error The lab is plain JavaScript.
import {clusterOptionsOf} from './lab/clusters.js';

test.each([
	['canal', {cni: 'canal'}],
	['calico-bgp', {cni: 'calico-bgp'}],
	['canal-multus', {cni: 'canal', multus: true}],
	['flannel-multus-thick', {cni: 'flannel', multus: 'thick'}],
	['canal-dual', {cni: 'canal', families: ['ipv4', 'ipv6']}],
])('the lab builds %s', async (name, options) => {
	expect(await clusterOptionsOf(name)).toEqual(options);
});

test.each(['flannel-dual', 'cilium-dual', 'canal-multus-dual'])(
	'the lab refuses %s, which it would build with IPv4 alone',
	async name => {
		await expect(clusterOptionsOf(name)).rejects.toThrow(`the lab builds no cluster ${name}`);
	},
);

test('the lab refuses a name that it does not know', async () => {
	await expect(clusterOptionsOf('canal-triple')).rejects.toThrow('got canal-triple');
});

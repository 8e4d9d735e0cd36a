import {setTimeout as wait} from 'node:timers/promises';
import {waitForRoutes} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-route-in-the-way',
	about: 'a static route stands where BIRD would enter what it learned: established, and not in the kernel',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: ({peer}) => ({
		cause: 'calico/bgp-kernel-routes#inTheWay',
		subject: peer.description.block,
	}),
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, peer, cluster}) => {
		await target.ipBatch(
			`route replace ${peer.description.block} via ${cluster.network.gateway} proto static`,
		);
		await wait(12_000);
	},
	heal: async ({target, peer, nodes, cluster}) => {
		await target.ipBatch(`route del ${peer.description.block} proto static`);
		await waitForRoutes(nodes, cluster);
	},
};

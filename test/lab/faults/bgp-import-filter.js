import {
	birdConfigurationOf,
	reconfigureBird,
	waitForRoutes,
	waitUntilSettled,
} from '../cni/calico-bgp/bird.js';

const accepting = 'import filter { accept; };';

export default {
	id: 'bgp-import-filter',
	about: 'a filter written by hand turns away every route that BIRD of this node is sent',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/bgp-import-filter#turnedAway'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		await reconfigureBird(
			target,
			birdConfigurationOf(cluster, target.description).replaceAll(accepting, 'import filter { reject; };'),
		);
		await waitUntilSettled();
	},
	heal: async ({target, nodes, cluster}) => {
		await reconfigureBird(target);
		await waitForRoutes(nodes, cluster);
	},
};

import {waitForRoutes} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-bird-killed',
	about: 'BIRD on this node has crashed; its routes are still there',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/bgp-bird#refused', subject: 'calico-node/bird'},
	inject: ({target, stopDaemon}) => stopDaemon(target, 'bird'),
	heal: async ({target, nodes, cluster, startDaemon}) => {
		await target.remove('/var/run/calico/bird.ctl');
		await startDaemon(target, 'bird');
		await waitForRoutes(nodes, cluster);
	},
};

import {waitForRoutes, waitUntilSettled} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-peer-stopped',
	about: 'BIRD on the server has been stopped',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/bgp-connection#refused', subject: '10.0.0.1'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({peer}) => {
		// Unlike a crash, an orderly end is told to the neighbours, who then take the routes back.
		await peer.shell('kill "$(cat /run/lab/pid/bird)"; rm /run/lab/pid/bird');
		await waitUntilSettled();
	},
	heal: async ({peer, nodes, cluster, startDaemon}) => {
		await startDaemon(peer, 'bird');
		await waitForRoutes(nodes, cluster);
	},
};

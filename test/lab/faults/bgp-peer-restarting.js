import {waitForRoutes} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-peer-restarting',
	about: 'BIRD on the server has just crashed, and is given time to come back: its routes stay',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: 'nothing',
	inject: ({peer, stopDaemon}) => stopDaemon(peer, 'bird'),
	heal: async ({peer, nodes, cluster, startDaemon}) => {
		await peer.remove('/var/run/calico/bird.ctl');
		await startDaemon(peer, 'bird');
		await waitForRoutes(nodes, cluster);
	},
};

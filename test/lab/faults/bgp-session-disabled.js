import {disableSession, enableSession, waitForRoutes} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-session-disabled',
	about: 'somebody has disabled a session with birdcl',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/bgp-session-disabled#disabled', subject: '10.0.0.1'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) => disableSession(target, peer.description),
	heal: async ({target, peer, nodes, cluster}) => {
		await enableSession(target, peer.description);
		await waitForRoutes(nodes, cluster);
	},
};

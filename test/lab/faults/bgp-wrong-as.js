import {setTimeout as wait} from 'node:timers/promises';
import {birdConfigurationOf, reconfigureBird, waitForRoutes} from '../cni/calico-bgp/bird.js';

export default {
	id: 'bgp-wrong-as',
	about: 'the server expects another AS number of this node',
	cni: ['calico-bgp', 'calico-bgp-multus'],
	node: 'agent',
	records: ['calico-bgp-agent-sick', 'calico-bgp-multus-server-sick'],
	expect: {cause: 'calico/bgp-as-number#ofNode', subject: '10.0.0.1'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, peer, cluster}) => {
		const expectedAs = {[target.description.name]: 64999};
		await reconfigureBird(peer, birdConfigurationOf(cluster, peer.description, {expectedAs}));
		await wait(8000);
	},
	heal: async ({peer, nodes, cluster}) => {
		await reconfigureBird(peer);
		await waitForRoutes(nodes, cluster);
	},
};

import {setTimeout as wait} from 'node:timers/promises';
import {birdConfigurationOf, reconfigureBird, waitForRoutes} from '../cni/calico-bgp/bird.js';

const source = '10.0.0.102';
export default {
	id: 'bgp-wrong-source',
	about: 'BIRD calls from another address of this node than the Node announces',
	cni: ['calico-bgp', 'calico-bgp-multus'],
	node: 'agent',
	records: ['calico-bgp-multus-agent-sick'],
	expect: {cause: 'calico/bgp-node-address#stale', subject: 'node-2'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		await target.ipBatch(`address add ${source}/24 dev eth0`);
		await reconfigureBird(target, birdConfigurationOf(cluster, target.description, {source}));
		await wait(8000);
	},
	heal: async ({target, nodes, cluster}) => {
		await reconfigureBird(target);
		await target.ipBatch(`address del ${source}/24 dev eth0`);
		await waitForRoutes(nodes, cluster);
	},
};

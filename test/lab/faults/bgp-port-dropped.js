import {setTimeout as wait} from 'node:timers/promises';
import {restartSessions, waitForRoutes} from '../cni/calico-bgp/bird.js';

const rule = ['INPUT', '-p', 'tcp', '-m', 'tcp', '--dport', '179', '-j', 'DROP'];
export default {
	id: 'bgp-port-dropped',
	about: 'this node drops BGP that arrives',
	cni: ['calico-bgp'],
	node: 'server',
	records: ['calico-bgp-server-sick'],
	expect: {cause: 'calico/bgp-port#droppedIn', subject: 'TCP 179 in'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, nodes}) => {
		await target.run(['iptables-nft', '-I', ...rule]);
		// Those who call end their sessions: without that it takes until the hold timer expires.
		await Promise.all(nodes.map(restartSessions));
		await wait(4000);
	},
	heal: async ({target, nodes, cluster}) => {
		await target.run(['iptables-nft', '-D', ...rule]);
		await waitForRoutes(nodes, cluster);
	},
};

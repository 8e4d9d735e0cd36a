import {restartSessions, waitForRoutes, waitUntilSettled} from '../cni/calico-bgp/bird.js';

const rule = ['INPUT', '-p', 'tcp', '-m', 'tcp', '--dport', '179', '-j', 'DROP'];

export default {
	id: 'bgp-port-dropped-on-peer',
	about: 'the server drops BGP that arrives',
	cni: ['calico-bgp'],
	node: 'agent',
	expect: {cause: 'calico/bgp-connection#unanswered', subject: '10.0.0.1'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, peer}) => {
		await peer.run(['iptables-nft', '-I', ...rule]);
		await restartSessions(target);
		await waitUntilSettled();
	},
	heal: async ({peer, nodes, cluster}) => {
		await peer.run(['iptables-nft', '-D', ...rule]);
		await waitForRoutes(nodes, cluster);
	},
};

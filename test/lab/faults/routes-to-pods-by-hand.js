import {ipLines} from '../injections.js';

const podsOf = ({peer}) => peer.description.pods.filter(({address}) => address !== undefined);

export default {
	id: 'routes-to-pods-by-hand',
	about:
		"routes to single pods of the peer stand in the network configuration; BIRD's and Felix's to the block are well",
	cni: ['calico', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap#route', subject: 'eth0'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		lab =>
			podsOf(lab).map(({address}) => `route add ${address} via ${lab.cluster.network.gateway} proto static`),
		lab => podsOf(lab).map(({address}) => `route del ${address}`),
	),
};

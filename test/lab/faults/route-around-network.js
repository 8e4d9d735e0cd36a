import {ipLines} from '../injections.js';

export default {
	id: 'route-around-network',
	about: 'a host route leads to the peer, a neighbour, by a router that is gone',
	cni: ['flannel', 'cilium', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'underlay/connected-route#around', subject: '10.0.0.0/24'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...ipLines(
		({peer}) => `route add ${peer.description.address}/32 via 10.0.0.250 dev eth0`,
		({peer}) => `route del ${peer.description.address}/32`,
	),
};

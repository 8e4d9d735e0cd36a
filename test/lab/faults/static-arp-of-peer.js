import {ipLines} from '../injections.js';

export default {
	id: 'static-arp-of-peer',
	about: 'a permanent neighbour entry on the uplink has the MAC of a machine that is gone',
	cni: ['canal', 'flannel', 'cilium', 'calico-bgp'],
	node: 'agent',
	expect: {cause: 'underlay/neighbour#byHand'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...ipLines(
		({peer}) =>
			`neighbour replace ${peer.description.address} lladdr 02:00:00:00:99:99 dev eth0 nud permanent`,
		({peer}) => `neighbour del ${peer.description.address} dev eth0`,
	),
};

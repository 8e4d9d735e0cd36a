import {ipLines} from '../injections.js';

export default {
	id: 'harmless-static-arp-of-peer',
	about: 'the MAC of the peer is entered by hand, and right',
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		({peer}) =>
			`neighbour replace ${peer.description.address} lladdr ${peer.description.mac} dev eth0 nud permanent`,
		({peer}) => `neighbour del ${peer.description.address} dev eth0`,
	),
};

import {ipLines} from '../injections.js';

export default {
	id: 'ipv6-node-address-gone',
	about: 'the IPv6 address of the node is gone from the uplink',
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'interface/node-ip#absent'},
	breaks: ['underlay-ipv6', 'overlay-ipv6', 'pods-ipv6'],
	...ipLines(
		({target}) => `address del ${target.description.ipv6.address}/64 dev eth0`,
		({target, cluster: {network}}) => [
			`address add ${target.description.ipv6.address}/64 dev eth0`,
			`route replace default via ${network.ipv6.gateway} dev eth0 proto static`,
		],
	),
};

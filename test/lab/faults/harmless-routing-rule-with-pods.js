import {ipLines} from '../injections.js';

export default {
	id: 'harmless-routing-rule-with-pods',
	about: "a rule for pods asks a table that has the same way to the peer's pods",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		({peer, cluster: {network}}) => [
			`route add ${peer.description.podCidr} via ${peer.description.overlayAddress} dev ${network.overlayDevice} onlink table 101`,
			`rule add to ${peer.description.podCidr} lookup 101 priority 1000`,
		],
		['rule del priority 1000', 'route flush table 101'],
	),
};

import {ipLines} from '../injections.js';

export default {
	id: 'harmless-uplink-slash-8',
	about: 'the uplink has a prefix length that takes in all of 10/8',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		({target}) => [
			`address add ${target.description.address}/8 dev eth0`,
			`address del ${target.description.address}/24 dev eth0`,
		],
		({target, cluster}) => [
			`address add ${target.description.address}/24 broadcast 10.0.0.255 dev eth0`,
			`address del ${target.description.address}/8 dev eth0`,
			`route replace default via ${cluster.network.gateway} dev eth0`,
		],
	),
};

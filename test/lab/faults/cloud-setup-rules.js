import {ipLines} from '../injections.js';

export default {
	id: 'cloud-setup-rules',
	about: 'nm-cloud-setup made a table per address, which also catches what the node sends to pods',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/nm-cloud-setup#catchesPods'},
	breaks: ({cluster}) => (cluster.kind === 'canal' ? ['dns-local', 'dns-external'] : []),
	...ipLines(
		({target, cluster: {network}}) => [
			`route add default via ${network.gateway} dev eth0 table 30400`,
			'route add 10.0.0.0/24 dev eth0 table 30400',
			`rule add from ${target.description.address} lookup 30400 priority 30400`,
		],
		['rule del priority 30400', 'route flush table 30400'],
	),
};

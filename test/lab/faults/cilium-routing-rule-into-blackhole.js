import {ipLines} from '../injections.js';

export default {
	id: 'cilium-routing-rule-into-blackhole',
	about:
		'a routing rule asks a table of a former routing daemon first, which refuses the pods of the other node',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'route/routing-rule#taken'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer: {description}}) => [
			`route add blackhole ${description.podCidr} table 77`,
			`rule add to ${description.podCidr} lookup 77 priority 50`,
		],
		['rule del priority 50', 'route flush table 77'],
	),
};

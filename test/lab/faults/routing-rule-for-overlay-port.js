import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-for-overlay-port',
	about: 'a routing rule forbids UDP to the port of the overlay',
	node: 'agent',
	expect: {cause: 'route/rule-for-packets#datagrams'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({cluster: {network}}) => `rule add ipproto udp dport ${network.overlayPort} priority 63 prohibit`,
		'rule del priority 63',
	),
};

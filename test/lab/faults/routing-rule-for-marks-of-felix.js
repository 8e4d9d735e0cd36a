import {ipLines} from '../injections.js';

export default {
	id: 'routing-rule-for-marks-of-felix',
	about:
		'a VPN takes the mark that Felix gives to what it has accepted, which datagrams of the tunnel take over: they are refused',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'route/rule-for-packets#datagrams'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		['rule add fwmark 0x10000/0x10000 priority 90 table 77', 'route add blackhole default table 77'],
		['rule del priority 90', 'route flush table 77'],
	),
};

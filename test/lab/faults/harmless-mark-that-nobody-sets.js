import {ipLines} from '../injections.js';

export default {
	id: 'harmless-mark-that-nobody-sets',
	about: 'a rule refuses what has a mark that nobody sets',
	cni: ['canal', 'calico', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		['rule add fwmark 0xca6c/0xffff priority 91 table 78', 'route add blackhole default table 78'],
		['rule del priority 91', 'route flush table 78'],
	),
};

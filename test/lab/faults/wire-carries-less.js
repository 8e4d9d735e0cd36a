import {setSwitchMtu} from '../network.js';

export default {
	id: 'wire-carries-less',
	about: 'the cable of another agent carries less than its interface, and swallows what is larger',
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'overlay/mtu-chain#wire', also: ['overlay/peer-unreachable#stalls']},
	inject: ({nodes}) => setSwitchMtu(nodes[2], 1400),
	heal: ({nodes}) => setSwitchMtu(nodes[2], 1500),
};

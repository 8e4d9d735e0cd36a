import {setSwitchPort} from '../network.js';

export default {
	id: 'peer-down',
	about: 'another node is switched off',
	cni: ['canal', 'flannel'],
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'underlay/peer-unreachable#silent', subject: 'node-3'},
	inject: ({nodeNamed}) => setSwitchPort(nodeNamed('node-3'), 'down'),
	heal: ({nodeNamed}) => setSwitchPort(nodeNamed('node-3'), 'up'),
};

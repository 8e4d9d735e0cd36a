import {addSecondNic, removeSecondNic} from '../network.js';

export default {
	id: 'harmless-second-nic',
	about: 'a second NIC in a network of its own, without a default route',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	inject: ({target}) => addSecondNic(target),
	heal: ({target}) => removeSecondNic(target),
};

import {all, ipLines} from '../injections.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const secondNic = {inject: ({target}) => addSecondNic(target), heal: ({target}) => removeSecondNic(target)};

export default {
	id: 'harmless-host-route-to-stranger',
	about:
		'a host route leads by the second NIC to an address of the network of the nodes that none of them has',
	cni: ['canal', 'calico-bgp', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...all(secondNic, ipLines('route add 10.0.0.200/32 dev eth1', 'route del 10.0.0.200/32')),
};

import {all, ipLines} from '../injections.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const secondNic = {inject: ({target}) => addSecondNic(target), heal: ({target}) => removeSecondNic(target)};

export default {
	id: 'server-behind-second-nic',
	about: 'a host route leads to the server by the second NIC, where it is not',
	cni: ['canal', 'calico', 'cilium'],
	node: 'agent',
	expect: {cause: 'underlay/connected-route#around', subject: '10.0.0.0/24'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...all(
		secondNic,
		ipLines(
			({peer}) => `route add ${peer.description.address}/32 dev eth1`,
			({peer}) => `route del ${peer.description.address}/32`,
		),
	),
};

import {addSecondNic, removeSecondNic} from '../network.js';

export default {
	id: 'service-range-on-nic',
	about: 'the network of a second NIC lies in the range of services',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap'},
	inject: async ({target}) => {
		await addSecondNic(target);
		await target.ipBatch('address add 10.43.7.2/16 dev eth1');
	},
	heal: ({target}) => removeSecondNic(target),
};

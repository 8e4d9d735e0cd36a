import {addSecondNic, removeSecondNic} from '../network.js';

export default {
	id: 'harmless-second-default-route',
	about: 'a second NIC has a default route with a higher metric',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	inject: async ({target}) => {
		await addSecondNic(target);
		await target.ipBatch('route add default via 192.168.50.254 dev eth1 metric 200');
	},
	heal: ({target}) => removeSecondNic(target),
};

import {removeSecondNic} from '../network.js';

export default {
	id: 'multus-master-missing',
	about: "the interface on which the pods' second network builds is gone",
	cni: ['canal-multus', 'calico-multus', 'calico-bgp-multus', 'cilium-multus', 'flannel-multus-thick'],
	node: 'server',
	records: ['calico-multus-server-sick'],
	expect: {cause: 'multus/network-master#missing', subject: 'cameras'},
	breaks: ['second-network'],
	inject: ({target}) => removeSecondNic(target),
};

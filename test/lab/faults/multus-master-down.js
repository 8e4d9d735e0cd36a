import {ipLines} from '../injections.js';

export default {
	id: 'multus-master-down',
	about:
		"the interface on which the pods' second network builds is set down on an agent, which may not read the network's definition",
	cni: ['canal-multus', 'calico-multus', 'calico-bgp-multus', 'cilium-multus', 'flannel-multus-thick'],
	node: 'agent',
	expect: {cause: 'multus/attached-master#down', subject: 'eth1'},
	breaks: ['second-network'],
	...ipLines('link set eth1 down', 'link set eth1 up'),
};

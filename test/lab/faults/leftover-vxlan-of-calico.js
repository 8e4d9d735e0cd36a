import {ipLines} from '../injections.js';

export default {
	id: 'leftover-vxlan-of-calico',
	about: "Calico's VXLAN device of an earlier installation is still there, on another port",
	node: 'agent',
	expect: {cause: 'rke2/cni-signals#leftover', subject: 'node-2'},
	...ipLines(
		['link add vxlan.calico type vxlan id 4096 dev eth0 dstport 4789', 'link set vxlan.calico up'],
		'link del vxlan.calico',
	),
};

import {ipLines} from '../injections.js';

export default {
	id: 'harmless-second-vxlan',
	about: 'another VXLAN device with a VNI and a port of its own',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...ipLines(
		['link add vxlan-site type vxlan id 900 dev eth0 dstport 4800', 'link set vxlan-site up'],
		'link del vxlan-site',
	),
};

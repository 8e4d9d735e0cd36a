import {all, annotations} from '../injections.js';

export default {
	id: 'public-ip-nat',
	about: 'all nodes announce the NAT address of a virtual machine manager',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/vtep-duplicate#publicIp', also: ['interface/public-ip#gone']},
	...all(
		...['server', 'agent'].map(name =>
			annotations(name, {'flannel.alpha.coreos.com/public-ip': '10.0.2.15'}),
		),
	),
};

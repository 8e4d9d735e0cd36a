import {annotations} from '../injections.js';

export default {
	id: 'public-ip-gone',
	about: 'flannel announces an address that the node no longer has',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'interface/public-ip#gone'},
	...annotations('target', {'flannel.alpha.coreos.com/public-ip': '10.0.0.99'}),
};

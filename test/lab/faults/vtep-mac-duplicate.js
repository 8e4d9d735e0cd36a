import {annotations} from '../injections.js';

export default {
	id: 'vtep-mac-duplicate',
	about: 'two cloned machines announce the same VTEP MAC',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/vtep-duplicate#vtepMac'},
	...annotations('peer', ({target, cluster: {network}}) => ({
		'flannel.alpha.coreos.com/backend-data': JSON.stringify({
			VNI: network.vni,
			VtepMAC: target.description.vtepMac,
		}),
	})),
};

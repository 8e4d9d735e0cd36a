import {annotations} from '../injections.js';

export default {
	id: 'peer-other-vni',
	about: 'the other node runs flannel with another VNI',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-parameters#vni'},
	...annotations('peer', ({peer}) => ({
		'flannel.alpha.coreos.com/backend-data': JSON.stringify({VNI: 77, VtepMAC: peer.description.vtepMac}),
	})),
};

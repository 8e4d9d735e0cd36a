import {annotations} from '../injections.js';

export default {
	id: 'peer-other-backend',
	about: 'the other node already runs flannel with WireGuard',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-parameters#backend'},
	...annotations('peer', {
		'flannel.alpha.coreos.com/backend-data': JSON.stringify({PublicKey: 'bGFiIGtleQ==', Port: 51820}),
		'flannel.alpha.coreos.com/backend-type': 'wireguard',
	}),
};

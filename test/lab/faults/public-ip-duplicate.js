import {annotations} from '../injections.js';

export default {
	id: 'public-ip-duplicate',
	about: 'another node announces the address of this one for its tunnel',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/vtep-duplicate#publicIp'},
	...annotations('peer', ({target}) => ({
		'flannel.alpha.coreos.com/public-ip': target.description.address,
	})),
};

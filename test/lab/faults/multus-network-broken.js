import {editedObjects} from '../injections.js';

export default {
	id: 'multus-network-broken',
	about: "somebody edited the pods' second network and left a comma behind",
	cni: ['canal-multus'],
	node: 'server',
	records: ['canal-multus-server-sick'],
	expect: {cause: 'multus/network-invalid#invalidInUse', subject: 'cameras'},
	...editedObjects('network-attachment-definitions', ({spec, ...network}) => ({
		...network,
		spec: {...spec, config: spec.config.replace(/\}$/, ',}')},
	})),
};

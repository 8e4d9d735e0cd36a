import {editedObjects} from '../injections.js';

export default {
	id: 'calico-datastore-locked',
	about: 'the datastore of Calico was locked for a migration and never unlocked',
	cni: ['calico'],
	node: 'server',
	records: ['calico-server-sick'],
	expect: {cause: 'calico/datastore-locked#locked'},
	...editedObjects('clusterinformations', information => ({
		...information,
		spec: {...information.spec, datastoreReady: false},
	})),
};

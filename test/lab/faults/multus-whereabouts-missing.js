import {editedObjects} from '../injections.js';

export default {
	id: 'multus-whereabouts-missing',
	about: "the pods' second network asks Whereabouts for addresses, which nobody installed",
	cni: ['cilium-multus'],
	node: 'server',
	records: ['cilium-multus-server-sick'],
	expect: {cause: 'multus/network-plugin#missing', subject: 'cameras'},
	...editedObjects('network-attachment-definitions', ({spec, ...network}) => ({
		...network,
		spec: {
			...spec,
			config: JSON.stringify({
				...JSON.parse(spec.config),
				ipam: {type: 'whereabouts', range: '192.168.50.0/24'},
			}),
		},
	})),
};

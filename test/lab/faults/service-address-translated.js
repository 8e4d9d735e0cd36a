import {nftTable} from '../injections.js';

export default {
	id: 'service-address-translated',
	about: "a table of its own translates the address of the API's service to a server that is gone",
	cni: ['canal', 'calico', 'flannel'],
	node: 'agent',
	expect: {cause: 'service/translation-taken#redirected'},
	breaks: ['api-service'],
	...nftTable(
		'ip former',
		'chain out { type nat hook output priority -110; policy accept; ip daddr 10.43.0.1 dnat to 10.0.0.77; }',
	),
};

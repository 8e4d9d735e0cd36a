import {sysctls} from '../injections.js';

export default {
	id: 'harmless-strict-filter-on-uplink',
	about: 'rp_filter is strict on the uplink, where answers leave as they came',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...sysctls({'net/ipv4/conf/eth0/rp_filter': 1}),
};

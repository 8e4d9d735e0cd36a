import {sysctls} from '../injections.js';

export default {
	id: 'harmless-ipv6-disabled',
	about: 'IPv6 is switched off in a cluster that only has IPv4',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...sysctls({'net/ipv6/conf/all/disable_ipv6': 1}),
};

import {sysctls} from '../injections.js';

export default {
	id: 'ipv6-forwarding-off',
	about: 'IPv6 forwarding is off',
	cni: ['canal-dual'],
	node: 'server',
	records: ['canal-dual-server-sick'],
	expect: {cause: 'host/forwarding#ipv6Off'},
	breaks: ['pods-ipv6'],
	...sysctls({'net/ipv6/conf/all/forwarding': 0}),
};

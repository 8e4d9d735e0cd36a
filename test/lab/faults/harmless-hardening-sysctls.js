import {sysctls} from '../injections.js';

export default {
	id: 'harmless-hardening-sysctls',
	about: 'CIS hardening: no redirects, no source routes, martians are logged',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...sysctls({
		'net/ipv4/conf/all/accept_redirects': 0,
		'net/ipv4/conf/all/send_redirects': 0,
		'net/ipv4/conf/all/log_martians': 1,
		'net/ipv4/conf/all/accept_source_route': 0,
		'net/ipv4/conf/eth0/send_redirects': 0,
	}),
};

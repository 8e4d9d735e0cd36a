import {rule} from '../injections.js';

export default {
	id: 'server-api-closed',
	about: 'a hardening script closes TCP 6443 of a server at its uplink: only the other nodes feel it',
	cni: ['canal', 'flannel', 'calico'],
	node: 'server',
	expect: {cause: 'netfilter/server-ports#dropped', subject: 'in filter INPUT'},
	...rule('INPUT -i eth0 -p tcp -m tcp --dport 6443 -j DROP'),
};

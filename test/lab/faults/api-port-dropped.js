import {on, rule} from '../injections.js';

export default {
	id: 'api-port-dropped',
	about: 'a firewall between this agent and the server drops TCP 6443',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/api-unreachable'},
	breaks: ['api', 'api-service'],
	...on('server', rule('INPUT -i eth0 -p tcp -m tcp --dport 6443 -j DROP')),
};

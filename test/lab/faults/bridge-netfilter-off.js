import {sysctls} from '../injections.js';

export default {
	id: 'bridge-netfilter-off',
	about: 'packets on bridges bypass iptables',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'host/bridge-netfilter#bypassed'},
	...sysctls({'net/bridge/bridge-nf-call-iptables': 0}),
};

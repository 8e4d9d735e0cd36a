import {sysctls} from '../injections.js';

export default {
	id: 'harmless-bridge-netfilter-off',
	about: 'on Canal no pod is on a bridge: br_netfilter decides nothing',
	node: 'agent',
	expect: 'nothing',
	...sysctls({'net/bridge/bridge-nf-call-iptables': 0}),
};

import {nftTable} from '../injections.js';

export default {
	id: 'harmless-ports-of-other-bridge',
	about:
		'a table of the family bridge drops what machines of another bridge send, by the names of their ports',
	cni: ['flannel'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'bridge guard',
		'chain arriving { type filter hook input priority 0; policy accept; iifname "vnet*" ip daddr 10.0.0.0/8 drop; }',
	),
};

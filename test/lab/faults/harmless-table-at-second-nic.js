import {all, nftTable} from '../injections.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const secondNic = {
	inject: ({target}) => addSecondNic(target),
	heal: ({target}) => removeSecondNic(target),
};

export default {
	id: 'harmless-table-at-second-nic',
	about: 'a table of the family netdev drops the port of the overlay at the second NIC',
	node: 'agent',
	expect: 'nothing',
	...all(
		secondNic,
		nftTable(
			'netdev site',
			({cluster: {network}}) =>
				`chain arriving { type filter hook ingress device "eth1" priority 0; policy accept; udp dport ${network.overlayPort} drop; }`,
		),
	),
};

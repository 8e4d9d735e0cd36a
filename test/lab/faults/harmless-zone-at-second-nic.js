import {all, nftTable} from '../injections.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const secondNic = {inject: ({target}) => addSecondNic(target), heal: ({target}) => removeSecondNic(target)};
const zones = nftTable(
	'inet zones',
	'chain pre { type filter hook prerouting priority raw; policy accept; iifname "eth1" ct zone set 7; }',
);

export default {
	id: 'harmless-zone-at-second-nic',
	about: 'what comes in by the second NIC has a zone of connection tracking of its own',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: 'nothing',
	...all(secondNic, zones),
};

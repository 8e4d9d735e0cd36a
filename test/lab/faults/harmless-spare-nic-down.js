import {ipLines} from '../injections.js';

export default {
	id: 'harmless-spare-nic-down',
	about: 'an agent with Multus has a further interface that is down, on which no pod builds',
	cni: ['calico-multus', 'cilium-multus'],
	node: 'agent',
	expect: 'nothing',
	...ipLines('link add eth2 type veth peer name eth2-end', 'link del eth2'),
};

import {ipLines} from '../injections.js';

const isWorkload = ({namespace}) => namespace === 'shop';
const podOf = ({peer}) => peer.description.pods.find(isWorkload).address;

export default {
	id: 'bgp-pod-banned',
	about: 'fail2ban has made a blackhole for one pod of the other node; BGP and its routes are well',
	cni: ['calico-bgp', 'calico'],
	node: 'agent',
	expect: {cause: 'calico/refused-route#amid'},
	breaks: ['pods', 'pods-full-size'],
	...ipLines(
		lab => `route add blackhole ${podOf(lab)}/32`,
		lab => `route del blackhole ${podOf(lab)}/32`,
	),
};

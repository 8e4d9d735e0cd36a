import {nftTable} from '../injections.js';

const workloadOf = ({target}) => target.description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'harmless-pod-kept-from-metadata',
	about: 'a chain at the interface of one pod keeps it from the metadata service of the cloud',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: 'nothing',
	...nftTable(
		'netdev metadata',
		lab =>
			`chain in { type filter hook ingress device "${workloadOf(lab).hostInterface}" priority 0; policy accept; ip daddr 169.254.169.254 drop; }`,
	),
};

import {nftTable} from '../injections.js';

const workloadOf = ({target}) => target.description.pods.find(({namespace}) => namespace === 'shop');

export default {
	id: 'pod-shut-off',
	about: 'a chain at the interface of one pod drops what it sends to other pods',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'netfilter/pod-forwarding#onePod'},
	breaks: ['pods', 'pods-full-size'],
	...nftTable(
		'netdev quarantine',
		lab =>
			`chain in { type filter hook ingress device "${workloadOf(lab).hostInterface}" priority 0; policy accept; ip daddr 10.42.0.0/16 counter drop; }`,
	),
};

import {all, ipLines, sysctls} from '../injections.js';
import {addSecondNic, removeSecondNic} from '../network.js';

const secondNics = {
	inject: ({target, peer}) => Promise.all([target, peer].map(addSecondNic)),
	heal: ({target, peer}) => Promise.all([target, peer].map(removeSecondNic)),
};
const networkOf = address => address.replace(/\d+$/, '0/24');

/** As clouds do it: an address of no network, and a route to the machines around. */
const addressWithoutNetwork = ipLines(
	({target: {description}}) => [
		`address add ${description.address}/32 dev eth0`,
		`address del ${description.address}/24 dev eth0`,
		`route add ${networkOf(description.address)} dev eth0 scope link src ${description.address}`,
	],
	({target: {description}}) => [
		`route del ${networkOf(description.address)} dev eth0`,
		`address add ${description.address}/24 broadcast ${description.address.replace(/\d+$/, '255')} dev eth0`,
		`address del ${description.address}/32 dev eth0`,
	],
);

/** It has to ask by ARP again, and gets no answer: so no packet comes that the filter could count. */
const forgotten = {
	inject: ({peer}) => peer.shell('ip neigh flush dev eth0'),
	heal: ({peer}) => peer.shell('ip neigh flush dev eth0'),
};

const peerAddress = ({peer}) => `${peer.description.address}/32`;

export default {
	id: 'strict-filter-other-nic',
	about:
		'what this node sends to a peer takes a second NIC, and rp_filter is strict where the answers arrive',
	node: 'server',
	expect: {cause: 'host/reverse-path-filter-arp#unanswered'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...all(
		secondNics,
		addressWithoutNetwork,
		ipLines(
			lab => `route add ${peerAddress(lab)} dev eth1 src ${lab.target.description.address}`,
			lab => `route del ${peerAddress(lab)}`,
		),
		sysctls({'net/ipv4/conf/eth0/rp_filter': 1}),
		forgotten,
	),
};

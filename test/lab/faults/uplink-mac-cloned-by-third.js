import {setTimeout as sleep} from 'node:timers/promises';

const otherHost = '10.0.0.99';

/** Another machine in the network, with a MAC of its own: its router does not answer for all. */
const addOtherHost = async node => {
	const steps = [
		'ip netns add other-host',
		'ip link add link eth0 name eth9 netns other-host type macvlan mode bridge',
		`ip -n other-host address add ${otherHost}/24 dev eth9`,
		'ip -n other-host link set eth9 up',
	];
	for (const step of steps) {
		await node.run(step.split(' '));
	}
};

/** The third node. */
const cloneOf = ({nodes, target, peer}) => nodes.find(node => node !== target && node !== peer);
const tell = (node, address) => node.run(['ping', '-c', '1', '-W', '1', address], {reject: false});

export default {
	id: 'uplink-mac-cloned-by-third',
	about: 'a third node was cloned from the server with its MAC: both are asked from here',
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'underlay/neighbour#sameMac'},
	inject: async lab => {
		const {target, peer} = lab;
		const clone = cloneOf(lab);
		await addOtherHost(peer);
		await tell(target, otherHost);
		await clone.ipBatch(`link set eth0 address ${peer.description.mac}`);
		// Within a second of an answer the kernel takes no other MAC for it (locktime of arp(7)).
		await sleep(1500);
		await tell(clone, target.description.address);
		// The switch learns where the server is from what it sends last.
		await tell(peer, target.description.address);
	},
};

export default {
	id: 'arp-off-on-uplink',
	about: 'ARP is switched off on the uplink, and what it knew of the others is forgotten',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'underlay/arp-off#off', subject: 'eth0'},
	breaks: [
		...['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external'],
		...['api', 'api-service'],
	],
	inject: ({target}) => target.shell('ip link set dev eth0 arp off; ip neigh flush dev eth0'),
};

import {ipLines} from '../injections.js';

export default {
	id: 'blackhole-of-peer-node',
	about: 'a blackhole route swallows what goes to the peer itself, as fail2ban makes them',
	cni: ['canal', 'flannel', 'cilium'],
	node: 'agent',
	expect: {cause: 'underlay/route#refused'},
	breaks: ['underlay', 'overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...ipLines(
		({peer}) => `route add blackhole ${peer.description.address}/32`,
		({peer}) => `route del blackhole ${peer.description.address}/32`,
	),
};

import {ipLines} from '../injections.js';

export default {
	id: 'ipv6-blackhole-of-peer',
	about: "a blackhole route swallows the peer's IPv6 pods",
	cni: ['canal-dual'],
	node: 'agent',
	expect: {cause: 'route/blackhole#foreign'},
	breaks: ['overlay-ipv6', 'pods-ipv6'],
	...ipLines(
		({peer}) => `route add blackhole ${peer.description.ipv6.podCidr} metric 1`,
		({peer}) => `route del blackhole ${peer.description.ipv6.podCidr} metric 1`,
	),
};

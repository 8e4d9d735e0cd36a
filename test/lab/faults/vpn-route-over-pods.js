import {ipLines} from '../injections.js';

export default {
	id: 'vpn-route-over-pods',
	about: "a VPN installed a more specific route over part of the peer's pods",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap#route'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({cluster: {network}}) => `route add 10.42.0.0/25 via ${network.gateway} dev eth0`,
		'route del 10.42.0.0/25',
	),
};

import {ipLines} from '../injections.js';

export default {
	id: 'route-in-table-local',
	about: "a route in the table local, which is asked first, takes the peer's pods to the uplink",
	node: 'agent',
	expect: {cause: 'route/pod-cidr-overlap#route', subject: 'eth0'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer}) => `route add unicast ${peer.description.podCidr} dev eth0 scope link table local`,
		({peer}) => `route del ${peer.description.podCidr} dev eth0 table local`,
	),
};

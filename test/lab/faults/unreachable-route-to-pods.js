import {ipLines} from '../injections.js';

export default {
	id: 'unreachable-route-to-pods',
	about: "somebody made the peer's pods unreachable",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/blackhole#foreign'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer}) => `route add unreachable ${peer.description.podCidr.replace('/24', '/25')}`,
		({peer}) => `route del unreachable ${peer.description.podCidr.replace('/24', '/25')}`,
	),
};

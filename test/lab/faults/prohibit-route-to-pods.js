import {ipLines} from '../injections.js';

export default {
	id: 'prohibit-route-to-pods',
	about: 'a route forbids what goes to the VTEP and pods of the peer',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'route/blackhole#foreign'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		({peer}) => `route add prohibit ${peer.description.podCidr.replace('/24', '/25')}`,
		({peer}) => `route del prohibit ${peer.description.podCidr.replace('/24', '/25')}`,
	),
};

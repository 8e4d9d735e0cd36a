import {ipLines} from '../injections.js';

const half = ({peer}) => peer.description.podCidr.replace('/24', '/25');

export default {
	id: 'route-thrown-to-peer',
	about: "one half of the peer's range is thrown out of the table main, and no later table has a way",
	node: 'agent',
	expect: {cause: 'route/blackhole#foreign'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		lab => `route add throw ${half(lab)}`,
		lab => `route del throw ${half(lab)}`,
	),
};

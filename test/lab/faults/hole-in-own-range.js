import {ipLines} from '../injections.js';

const half = ({target}) => target.description.podCidr.replace('/24', '/25');

export default {
	id: 'hole-in-own-range',
	about: "a blackhole for one half of the node's own range wins against the bridge of its pods",
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'route/blackhole#own'},
	breaks: ['pods', 'pods-full-size', 'dns-local', 'dns-external'],
	...ipLines(
		lab => `route add blackhole ${half(lab)}`,
		lab => `route del blackhole ${half(lab)}`,
	),
};

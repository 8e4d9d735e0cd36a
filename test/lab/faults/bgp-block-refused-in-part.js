import {ipLines} from '../injections.js';

const half = ({peer}) => peer.description.block.replace('/26', '/27');

export default {
	id: 'bgp-block-refused-in-part',
	about: 'half of the block of the other node is unreachable by a route of a security tool',
	cni: ['calico-bgp'],
	node: 'server',
	expect: {cause: 'calico/refused-route#amid'},
	breaks: ['pods', 'pods-full-size', 'dns-remote'],
	...ipLines(
		lab => `route add unreachable ${half(lab)}`,
		lab => `route del unreachable ${half(lab)}`,
	),
};

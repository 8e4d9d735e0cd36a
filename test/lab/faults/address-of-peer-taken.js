import {ipLines} from '../injections.js';

export default {
	id: 'address-of-peer-taken',
	about: 'the address of the server was given to this node, too',
	node: 'agent',
	expect: {cause: 'route/foreign-local#node'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote', 'api', 'api-service'],
	...ipLines(
		({peer}) => `address add ${peer.description.address}/24 dev eth0`,
		({peer}) => `address del ${peer.description.address}/24 dev eth0`,
	),
};

import {editedFile} from '../injections.js';

export default {
	id: 'nodename-of-image',
	about: '/var/lib/calico/nodename came with the image that this machine was cloned from',
	node: 'agent',
	expect: {cause: 'calico/nodename#different'},
	...editedFile('/var/lib/calico/nodename', () => 'golden-image', 0o644),
};

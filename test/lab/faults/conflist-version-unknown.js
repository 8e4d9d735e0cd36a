import {editedFile} from '../injections.js';

export default {
	id: 'conflist-version-unknown',
	about: 'the configuration has a version of CNI that does not exist',
	node: 'agent',
	expect: {cause: 'cni/configuration-invalid#version'},
	breaks: ['new-pod'],
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.replace('0.3.1', '3.1')),
};

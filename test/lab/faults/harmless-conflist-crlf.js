import {editedFile} from '../injections.js';

export default {
	id: 'harmless-conflist-crlf',
	about: 'an editor has given the CNI configuration line ends of Windows',
	node: 'agent',
	expect: 'nothing',
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.replaceAll('\n', '\r\n')),
};

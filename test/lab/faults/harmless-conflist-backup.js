import {newFile} from '../injections.js';

export default {
	id: 'harmless-conflist-backup',
	about: "an editor's backup of the CNI configuration, which nothing reads",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...newFile('/etc/cni/net.d/05-old.conflist.bak', '{"name": "old"'),
};

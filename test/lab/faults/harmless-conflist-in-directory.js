import {newFile} from '../injections.js';

export default {
	id: 'harmless-conflist-in-directory',
	about: 'a configuration in a directory below /etc/cni/net.d, which containerd does not read',
	node: 'agent',
	expect: 'nothing',
	...newFile('/etc/cni/net.d/old/05-cilium.conflist', '{"name": "cilium"'),
};

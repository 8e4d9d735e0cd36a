import {editedFile} from '../injections.js';

export default {
	id: 'conflist-range-of-other-node',
	about: 'the CNI configuration names the range of another node in place of usePodCidr',
	node: 'agent',
	expect: {cause: 'cni/pod-families#foreign', subject: '10.42.7.0/24'},
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => text.replace('usePodCidr', '10.42.7.0/24')),
};

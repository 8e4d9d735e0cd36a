import {stoppedDaemon} from '../injections.js';

export default {
	id: 'kubelet-stopped',
	about: 'the kubelet was killed',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/kubelet-stopped#stopped'},
	...stoppedDaemon('kubelet'),
};

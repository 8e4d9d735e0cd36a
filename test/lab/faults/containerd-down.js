import {stoppedDaemon} from '../injections.js';

export default {
	id: 'containerd-down',
	about: 'containerd was killed and left its socket behind',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/container-runtime#refused'},
	breaks: ['new-pod'],
	...stoppedDaemon('containerd'),
};

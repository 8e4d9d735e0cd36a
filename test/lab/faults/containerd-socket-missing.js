import {renamedFile} from '../injections.js';

export default {
	id: 'containerd-socket-missing',
	about: "containerd's socket is gone",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/container-runtime#missing'},
	breaks: ['new-pod'],
	...renamedFile('/run/k3s/containerd/containerd.sock', '/run/k3s/containerd/gone'),
};

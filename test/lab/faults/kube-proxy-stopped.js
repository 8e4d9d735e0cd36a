import {endedContainer} from '../injections.js';

export default {
	id: 'kube-proxy-stopped',
	about: 'kube-proxy has ended and is not started again',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'service/kube-proxy#stopped'},
	...endedContainer('kube-proxy'),
};

import {rule} from '../injections.js';

export default {
	id: 'harmless-server-closed-to-strangers',
	about: 'the ports of a server are closed to whoever has no private address',
	cni: ['canal', 'flannel', 'calico'],
	node: 'server',
	expect: 'nothing',
	...rule('INPUT ! -s 10.0.0.0/8 -i eth0 -p tcp -m multiport --dports 6443,9345,10250 -j DROP'),
};

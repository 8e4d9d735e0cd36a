import {editedFile} from '../injections.js';

export default {
	id: 'node-ip-absent',
	about: 'node-ip in config.yaml is no address of this machine',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'interface/node-ip#absent'},
	...editedFile('/etc/rancher/rke2/config.yaml', text => text.replace(/node-ip: .*/, 'node-ip: 10.0.0.88')),
};

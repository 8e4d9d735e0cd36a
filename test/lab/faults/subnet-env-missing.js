import {missingFile} from '../injections.js';

export default {
	id: 'subnet-env-missing',
	about: 'a cleaning job has emptied /run/flannel, and the plugin flannel finds no range for new pods',
	cni: ['flannel'],
	node: 'agent',
	podAge: 180,
	breaks: ['new-pod'],
	expect: {cause: 'flannel/subnet-env#missing'},
	...missingFile('/run/flannel/subnet.env'),
};

import {missingFile} from '../injections.js';

export default {
	id: 'plugin-portmap-missing',
	about: 'the plugin portmap is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#missing'},
	breaks: ['new-pod'],
	...missingFile('/opt/cni/bin/portmap'),
};

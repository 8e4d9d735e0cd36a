import {missingFile} from '../injections.js';

export default {
	id: 'plugin-bridge-missing',
	about: 'the plugin bridge, which flannel calls, is gone',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#missing'},
	breaks: ['new-pod'],
	...missingFile('/opt/cni/bin/bridge'),
};

import {missingFile} from '../injections.js';

export default {
	id: 'plugin-loopback-missing',
	about: 'the plugin loopback, which containerd calls without any configuration, is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/loopback-missing#missing'},
	breaks: ['new-pod'],
	...missingFile('/opt/cni/bin/loopback'),
};

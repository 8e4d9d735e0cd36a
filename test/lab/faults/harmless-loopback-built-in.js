import {missingFile} from '../injections.js';

export default {
	id: 'harmless-loopback-built-in',
	about: 'containerd 2 needs no plugin loopback',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...missingFile('/opt/cni/bin/loopback'),
};

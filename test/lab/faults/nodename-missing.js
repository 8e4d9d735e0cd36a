import {missingFile} from '../injections.js';

export default {
	id: 'nodename-missing',
	about: '/var/lib/calico/nodename is gone',
	node: 'agent',
	expect: {cause: 'calico/nodename#missing'},
	breaks: ['new-pod'],
	...missingFile('/var/lib/calico/nodename'),
};

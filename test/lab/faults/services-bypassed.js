import {rule} from '../injections.js';

export default {
	id: 'services-bypassed',
	about: 'nat OUTPUT returns private addresses ahead of the rules of kube-proxy',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'service/translation-taken#bypassed'},
	breaks: ['api-service'],
	...rule('OUTPUT -d 10.43.0.0/16 -j RETURN', ['-t', 'nat']),
};

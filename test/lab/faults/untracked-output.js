import {rule} from '../injections.js';

export default {
	id: 'untracked-output',
	about: 'a rule of the raw table turns connection tracking off for what this node sends',
	cni: ['canal', 'calico', 'cilium'],
	node: 'agent',
	expect: {cause: 'netfilter/untracked#services'},
	breaks: ['api-service'],
	...rule('OUTPUT -j CT --notrack', ['-t', 'raw']),
};

import {endedContainer} from '../injections.js';

export default {
	id: 'flanneld-stopped',
	about: 'flanneld has ended and nothing starts it again; what it entered before still works',
	node: 'agent',
	expect: {cause: 'canal/container#stopped'},
	...endedContainer('flanneld', {container: 'kube-flannel'}),
};

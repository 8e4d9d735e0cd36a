import {toldContainers} from '../injections.js';

export default {
	id: 'harmless-old-restarts',
	about: "the CNI's container was restarted many times, long ago",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...toldContainers(one => (one.name === 'kube-flannel' ? {...one, attempt: 37} : one)),
};

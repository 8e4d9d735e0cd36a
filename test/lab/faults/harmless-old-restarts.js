import {editedFile} from '../injections.js';

export default {
	id: 'harmless-old-restarts',
	about: "the CNI's container was restarted many times, long ago",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...editedFile('/run/lab/cri.json', text => {
		const {sandboxes, containers} = JSON.parse(text);
		return JSON.stringify({
			sandboxes,
			containers: containers.map(one => (one.name === 'kube-flannel' ? {...one, attempt: 37} : one)),
		});
	}),
};

import {editedFile} from '../injections.js';

export default {
	id: 'harmless-workload-crashing',
	about: "a workload's container ends again and again: no matter of the network",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...editedFile('/run/lab/cri.json', text => {
		const {sandboxes, containers} = JSON.parse(text);
		return JSON.stringify({
			sandboxes,
			containers: containers.map(one =>
				one.name === 'app'
					? {...one, attempt: 12, state: 'CONTAINER_EXITED', exitCode: 1, reason: 'Error', pid: 0}
					: one,
			),
		});
	}),
};

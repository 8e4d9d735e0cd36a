import {toldContainers} from '../injections.js';

export default {
	id: 'harmless-workload-crashing',
	about: "a workload's container ends again and again: no matter of the network",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	...toldContainers(one =>
		one.name === 'app'
			? {...one, attempt: 12, state: 'CONTAINER_EXITED', exitCode: 1, reason: 'Error', pid: 0}
			: one,
	),
};

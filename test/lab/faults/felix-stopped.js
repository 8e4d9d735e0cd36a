import {stoppedDaemon} from '../injections.js';

export default {
	id: 'felix-stopped',
	about: 'Felix has ended in a container that still runs',
	node: 'agent',
	// A real containerd sees that the process of the container ended.
	expect: ({cluster}) =>
		cluster.containerRuntime === undefined
			? {cause: 'canal/felix-health#refused'}
			: {cause: 'canal/container#ended'},
	...stoppedDaemon('calico-node'),
};

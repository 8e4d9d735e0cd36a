import {all, stoppedDaemon, toldContainers} from '../injections.js';

/** Felix is not the first process of its container, but one that runit starts there. */
const withSupervisor = one => (one.name === 'calico-node' ? {...one, pid: 1} : one);

export default {
	id: 'felix-ended-alone',
	about: 'Felix has ended in a container that still runs',
	node: 'agent',
	expect: {cause: 'canal/felix-health#refused'},
	// Healed from the end: what containerd said of before goes first, then Felix starts, of which it tells anew.
	...all(stoppedDaemon('calico-node'), toldContainers(withSupervisor)),
};

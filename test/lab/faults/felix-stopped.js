import {stoppedDaemon} from '../injections.js';

export default {
	id: 'felix-stopped',
	about: 'Felix has ended in a container that still runs',
	node: 'agent',
	expect: {cause: 'canal/felix-health#refused'},
	...stoppedDaemon('calico-node'),
};

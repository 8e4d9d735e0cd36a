import {stoppedDaemon} from '../injections.js';

export default {
	id: 'felix-stopped',
	about: 'the process of calico-node has ended, and its container with it',
	node: 'agent',
	expect: {cause: 'canal/container#ended'},
	...stoppedDaemon('calico-node'),
};

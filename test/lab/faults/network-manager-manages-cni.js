import {networkManager} from '../system-daemons.js';

export default {
	id: 'network-manager-manages-cni',
	about: 'NetworkManager itself runs, and nobody told it to leave the tunnel alone',
	cni: ['canal'],
	node: 'agent',
	programs: {NetworkManager: 'network-manager', 'dbus-daemon': 'dbus'},
	expect: {cause: 'host/network-manager#tracked', subject: 'NetworkManager.service'},
	breaks: [],
	...networkManager(),
};

import {firewalld} from '../system-daemons.js';

export default {
	id: 'firewalld-active',
	about: 'firewalld itself runs, as a distribution starts it, and rejects what no zone allows',
	cni: ['canal', 'flannel'],
	node: 'agent',
	programs: {firewalld: 'firewalld', 'dbus-daemon': 'dbus'},
	expect: {cause: 'host/firewalld'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote', 'dns-external'],
	...firewalld,
};

import {networkManager} from '../system-daemons.js';

export default {
	id: 'harmless-network-manager',
	about: 'NetworkManager itself runs, with the file that RKE2 asks for',
	cni: ['canal'],
	node: 'agent',
	programs: {NetworkManager: 'network-manager', 'dbus-daemon': 'dbus'},
	expect: 'nothing',
	breaks: [],
	...networkManager(
		'interface-name:flannel*',
		'interface-name:cali*',
		'interface-name:tunl*',
		'interface-name:vxlan.calico',
		'interface-name:vxlan-v6.calico',
		'interface-name:wireguard.cali',
		'interface-name:wg-v6.cali',
	),
};

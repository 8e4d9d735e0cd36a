import {programPeers} from '../cni/calico/tunnel.js';

const setMac = (target, cluster, mac) =>
	target.ipBatch(`link set ${cluster.network.overlayDevice} address ${mac}`);

export default {
	id: 'calico-mac-rewritten',
	about: 'systemd-udevd gave vxlan.calico another MAC than the one that follows from the name of the node',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'calico/vxlan-device#mac', subject: 'vxlan.calico'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	records: ['calico-agent-sick'],
	// A new address makes the kernel forget the neighbours.
	inject: async ({target, cluster}) => {
		await setMac(target, cluster, '4e:0a:3b:00:00:01');
		await programPeers(target, cluster);
	},
	heal: async ({target, cluster}) => {
		await setMac(target, cluster, target.description.vtepMac);
		await programPeers(target, cluster);
	},
};

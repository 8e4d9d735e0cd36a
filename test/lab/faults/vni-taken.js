import {createOverlayDevice, programPeers, removeOverlayDevice} from '../cni/flannel-vxlan.js';

export default {
	id: 'vni-taken',
	about: 'another program made a VXLAN device with the VNI and port of flannel, which cannot make its own',
	cni: ['canal', 'flannel'],
	node: 'agent',
	replacesTunnel: true,
	expect: {cause: 'overlay/vxlan-vni-taken#taken'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target, cluster}) => {
		const {vni, overlayPort} = cluster.network;
		await removeOverlayDevice(target, cluster);
		await target.ipBatch(
			`link add vxlan-site type vxlan id ${vni} dev eth0 dstport ${overlayPort}`,
			'link set vxlan-site up',
		);
	},
	heal: async ({target, cluster}) => {
		await target.ipBatch('link del vxlan-site');
		await createOverlayDevice(target, cluster);
		await programPeers(target, cluster);
	},
};

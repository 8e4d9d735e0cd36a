import {programPeers} from '../cni/calico/tunnel.js';

export default {
	id: 'port-taken-by-switch',
	about: 'Open vSwitch has a tunnel for all on UDP port 4789, so that vxlan.calico does not come up again',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'overlay/vxlan-conflict#portTaken', subject: 'vxlan.calico'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target}) =>
		target.shell(`ip link set vxlan.calico down
ip link add vxlan_sys_4789 type vxlan external dstport 4789 nolearning
ip link set vxlan_sys_4789 up
! ip link set vxlan.calico up`),
	heal: async ({target, cluster}) => {
		await target.ipBatch('link del vxlan_sys_4789', 'link set vxlan.calico up');
		await programPeers(target, cluster);
	},
};

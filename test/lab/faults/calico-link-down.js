import {programPeers} from '../cni/calico/tunnel.js';

export default {
	id: 'calico-link-down',
	about: 'vxlan.calico is set down, which also takes its routes and neighbours',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'overlay/vxlan-down#down', subject: 'vxlan.calico'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target}) => target.ipBatch('link set vxlan.calico down'),
	heal: async ({target, cluster}) => {
		await target.ipBatch('link set vxlan.calico up');
		await programPeers(target, cluster);
	},
};

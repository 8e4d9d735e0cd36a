import {programPeers} from '../cni/calico/tunnel.js';

export default {
	id: 'calico-route-removed',
	about: 'the route to the block of another node is gone',
	cni: ['calico'],
	node: 'agent',
	expect: {cause: 'overlay/peer-route#missing'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) => target.ipBatch(`route del ${peer.description.block}`),
	heal: ({target, cluster}) => programPeers(target, cluster),
};

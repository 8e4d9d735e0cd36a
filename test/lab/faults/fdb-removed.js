import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'fdb-removed',
	about: "no FDB entry for the peer's VTEP: packets to it are dropped",
	node: 'agent',
	expect: {cause: 'overlay/peer-fdb#missing', subject: 'node-1'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) =>
		target.run(['bridge', 'fdb', 'del', peer.description.vtepMac, 'dev', 'flannel.1']),
	heal: ({target, cluster}) => programPeers(target, cluster),
};

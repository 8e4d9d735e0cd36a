import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'route-removed',
	about: "no route to the peer's pod CIDR: packets leave by the default route",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/peer-route#missing', subject: '10.42.0.0/24'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: ({target, peer}) => target.ipBatch(`route del ${peer.description.podCidr}`),
	heal: ({target, cluster}) => programPeers(target, cluster),
};

import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'route-wrong-node',
	about:
		"the route to the peer's pod CIDR leads to another node, which forwards the packets: a detour that works",
	cni: ['canal', 'flannel'],
	node: 'agent',
	minimumNodes: 3,
	expect: {cause: 'overlay/peer-route#elsewhere', subject: '10.42.0.0/24'},
	breaks: [],
	inject: ({target, peer, nodeNamed, cluster: {network}}) =>
		target.ipBatch(
			`route replace ${peer.description.podCidr} via ${nodeNamed('node-3').description.overlayAddress} dev ${network.overlayDevice} onlink`,
		),
	heal: ({target, cluster}) => programPeers(target, cluster),
};

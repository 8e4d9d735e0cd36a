import {
	announcedElsewhere,
	bgpPeersOf,
	calicoAddressSteps,
	defineCheck,
	detailsOfPeers,
	isInService,
	minutesOf,
	troubleOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-peer-address',
	title: 'BGP sessions that fail lead to the InternalIP of the other node',
	rationale:
		'calico-node takes the first address that it finds for that of its node, unless it is told otherwise: on a machine with Docker, libvirt or a second network it may be one that no other machine reaches. All others then call BIRD there in vain.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	messages: {
		another: {
			severity: 'critical',
			text: 'BGP with {node} has not come about for {minutes} minutes: Calico there has chosen {address} for its address, not its InternalIP {internalIp}',
			guide: calicoAddressSteps,
			explains: ['calico/bgp-connection', 'calico/bgp-session', 'dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding}) {
		for (const peer of bgpPeersOf(birds, nodes)) {
			const found = announcedElsewhere(peer.node, nodes);
			const isCalled = found !== undefined && peer.session.neighbour === found.address;
			if (isCalled && isInService(peer.standing) && troubleOf(peer) !== undefined) {
				yield finding('another', {node: peer.name, minutes: minutesOf(peer), ...found}, peer.subject, {
					evidence: [
						...detailsOfPeers([peer]).evidence,
						{
							from: 'nodes',
							excerpt: `${peer.name}: InternalIP ${found.internalIp}, projectcalico.org/IPv4Address ${found.address}`,
						},
					],
					about: peer.about,
				});
			}
		}
	},
});

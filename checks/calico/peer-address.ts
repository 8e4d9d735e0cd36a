import {
	announcedElsewhere,
	calicoAddressSteps,
	defineCheck,
	isInService,
	overlayVerdictOf,
	peerContactsOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/peer-address',
	title: 'Tunnels that stay silent lead to the InternalIP of the other node',
	rationale:
		'calico-node takes the first address that it finds for that of its node, unless it is told otherwise: on a machine with Docker, libvirt or a second network it may be one that no other machine reaches. All others then send the tunnel there. Where the InternalIP answers and the tunnel does not, that difference is what is wrong.',
	when: {cni: ['calico'], backend: ['vxlan']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		routes: 'ip.route',
		nodes: 'kubernetes.nodes',
	},
	messages: {
		another: {
			severity: 'critical',
			text: '{node} answers on its InternalIP {internalIp}, but Calico there has chosen {address}, to which the tunnel goes, and nothing passes between the two',
			guide: calicoAddressSteps,
			explains: ['overlay/peer-unreachable#silent'],
		},
	},
	*run(evidence, {finding}) {
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {silent} = overlayVerdictOf(contacts, evidence.routes, 'vxlan.calico');
		for (const {peer} of silent) {
			const found = announcedElsewhere(
				evidence.nodes.find(({name}) => name === peer.name),
				evidence.nodes,
			);
			if (found !== undefined) {
				yield finding(
					'another',
					{node: peer.name, ...found},
					{kind: 'Node', name: peer.name},
					{
						evidence: [
							{
								from: 'nodes',
								excerpt: `${peer.name}: InternalIP ${found.internalIp}, projectcalico.org/IPv4Address ${found.address}`,
							},
							{from: 'overlay', excerpt: `${peer.overlay}:10250 is silent`, of: peer.overlay ?? ''},
						],
						about: [{kind: 'Peer', name: peer.name}],
					},
				);
			}
		}
	},
});

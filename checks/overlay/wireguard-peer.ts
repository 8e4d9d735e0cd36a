import {deafPeers, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/wireguard-peer',
	title: 'The WireGuard devices of the CNI have sessions with the nodes they send to',
	rationale:
		'WireGuard keeps what it cannot send: without a handshake of the last three minutes it asks the other end for one, again and again, and says nothing to anybody. A node without traffic has no session either, and that is well: judged are peers to which this node sent while it was looked at, from which nothing came, and which answer at their own address.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		samples: 'wireguard.peers',
		nodes: 'kubernetes.nodes',
		reached: 'peer.underlay-reached',
	},
	messages: {
		noHandshake: {
			severity: 'critical',
			text: '{device} asks {peers} for a session and gets no answer: what is for {count:this node|these nodes} is lost',
			guide: {
				steps: [
					{
						text: 'wg show {device}: "latest handshake" and "endpoint", which must be the address of that node',
					},
					{text: 'tcpdump -c 5 -ni any udp port {port}, here and there: whether requests arrive'},
					{
						text: 'Open UDP port {port} between all nodes in security groups and firewalls',
						changes: 'cluster',
					},
					{
						text: 'If requests arrive and are not answered, the key is an old one: delete the pod of the CNI on both nodes, which then enter each other anew',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-wireguard', 'rke2/requirements-cni-ports', 'cilium/wireguard'],
			},
			explains: ['overlay/wireguard-unreachable', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({samples: {first, last}, nodes, reached}, {finding, environment}) {
		const deaf = deafPeers(first, last, nodes, reached);
		for (const device of new Set(deaf.map(entry => entry.device))) {
			const ofDevice = deaf.filter(entry => entry.device === device);
			const names = ofDevice.map(({node}) => node.name);
			const port = ofDevice[0]?.peer.endpoint?.port ?? 51_820;
			const about = names.map(name => ({kind: 'Node', name}) as const);
			const all = last.find(({name}) => name === device)?.peers.length;
			yield finding(
				'noHandshake',
				{device, peers: listNames(names), count: names.length, port},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{
							from: 'samples',
							excerpt: ofDevice
								.map(
									({node, peer: {handshakeAge, received, sent}}) =>
										`${node.name}: latest handshake ${handshakeAge === undefined ? 'never' : `${handshakeAge} s ago`}, ${received} received, ${sent} sent`,
								)
								.join('\n'),
						},
					],
					about,
					affects:
						names.length === all ? [thisNode(environment)] : [...about, {kind: 'Interface', name: device}],
				},
			);
		}
	},
});

import {atPort, type DeafPeer, deafPeers, defineCheck, listNames, thisNode} from 'rke2-netdoctor';

const explains = [
	'overlay/wireguard-unreachable',
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
] as const;

const peerLine = ({node, peer: {handshakeAge, endpoint, received, sent}}: DeafPeer): string =>
	`${node.name}: endpoint ${endpoint === undefined ? 'none' : atPort(endpoint.address, endpoint.port)}, latest handshake ${handshakeAge === undefined ? 'never' : `${handshakeAge} s ago`}, ${received} received, ${sent} sent`;

/** What sends to the port again that the peer listens on. */
const resetOf = ({device, peer: {publicKey, endpoint}}: DeafPeer, port: number): string =>
	`wg set ${device} peer ${publicKey} endpoint ${atPort(endpoint?.address ?? '', port)}`;

export default defineCheck({
	id: 'overlay/wireguard-peer',
	title: 'The WireGuard devices of the CNI have sessions with the nodes they send to',
	rationale:
		'WireGuard keeps what it cannot send: without a handshake of the last three minutes it asks the other end for one, again and again, and says nothing to anybody. A node without traffic has no session either, and that is well: judged are peers to which this node sent while it was looked at, from which nothing came, and which answer at their own address. WireGuard answers where it was called from last: a port that something on the way has put in place of the own one is kept, long after nobody listens behind it.',
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
			explains,
		},
		foreignPort: {
			severity: 'critical',
			text: '{device} sends to {peers}, where it gets no answer: WireGuard listens on port {port} here, and on the same there unless it was told otherwise. It takes the port that it was called from last, and something on the way had changed that',
			guide: {
				steps: [
					{text: 'wg show {device} endpoints; wg show {device} listen-port, here and there'},
					{
						text: 'Now: {reset}; or delete the pod of the CNI on this node, which enters its peers anew',
						changes: 'node',
					},
					{
						text: 'So that it stays: let nothing between the nodes change the source port {port} of UDP, neither a NAT gateway nor a rule of masquerading on the nodes themselves: iptables-save -t nat | grep -E "MASQUERADE|SNAT"; conntrack -L -p udp --dport {port}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-wireguard', 'rke2/requirements-cni-ports', 'cilium/wireguard'],
			},
			explains,
		},
	},
	*run({samples: {first, last}, nodes, reached}, {finding, environment}) {
		const deaf = deafPeers(first, last, nodes, reached);
		for (const {name: device, listenPort, peers: all} of last) {
			const ofDevice = deaf.filter(entry => entry.device === device);
			const port = listenPort ?? ofDevice[0]?.peer.endpoint?.port ?? 51_820;
			const subject = {kind: 'Interface', name: device} as const;
			const detailsOf = (group: readonly DeafPeer[]) => {
				const about = group.map(({node}) => ({kind: 'Node', name: node.name}) as const);
				return {
					evidence: [{from: 'samples', excerpt: group.map(peerLine).join('\n')}],
					about,
					affects: group.length === all.length ? [thisNode(environment)] : [...about, subject],
				} as const;
			};
			const astray = ofDevice.filter(({peer}) => peer.endpoint !== undefined && peer.endpoint.port !== port);
			if (astray.length > 0) {
				const ends = astray.map(({node, peer}) => `${peer.endpoint?.port} of ${node.name}`);
				const reset = astray.map(entry => resetOf(entry, port)).join('; ');
				const data = {device, peers: `port ${listNames(ends)}`, port, reset};
				yield finding('foreignPort', data, subject, detailsOf(astray));
			}
			const unanswered = ofDevice.filter(entry => !astray.includes(entry));
			if (unanswered.length > 0) {
				const names = unanswered.map(({node}) => node.name);
				const data = {device, peers: listNames(names), count: names.length, port};
				yield finding('noHandshake', data, subject, detailsOf(unanswered));
			}
		}
	},
});

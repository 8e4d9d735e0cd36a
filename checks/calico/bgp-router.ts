import {
	bgpPeersOf,
	defineCheck,
	explainedError,
	isEstablished,
	isRouter,
	minutesOf,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
	troubleOf,
} from 'rke2-netdoctor';

const steps = [
	{text: 'ip route get {address}; ping {address}'},
	{
		text: 'kubectl get bgppeers.crd.projectcalico.org -o yaml: peerIP, asNumber, password and sourceAddress, and for which nodes',
	},
	{text: 'On the router: is {source} configured as a neighbour, and what does its log say of it?'},
	{text: 'Allow TCP port 179 between this node and the router', changes: 'cluster'},
] as const;
const links = ['calico/bgp-peer', 'calico/bgp', 'calico/bgp-peer-status'] as const;

/** What it comes to, for those who do not read BIRD. */
const meanings = {
	refused: 'it refuses TCP port 179',
	unanswered: 'it does not answer on TCP port 179, or the passwords differ',
	unreachable: 'it cannot be reached',
	noRoute: 'this node has no route to it',
	waiting: 'it is to open the session, and does not',
	idle: 'BIRD does not even call, as its address is not on a network of this node',
	lost: 'it fell silent',
	closed: 'it hangs up, as it does on a neighbour that it does not know',
	mute: 'it takes the connection, and does not answer in BGP',
	ended: 'it has ended the session',
	incompatible: 'the two ends do not agree',
	failing: 'it fails again and again',
} as const;

export default defineCheck({
	id: 'calico/bgp-router',
	title: 'The routers that Calico peers with have a BGP session with this node',
	rationale:
		'A BGPPeer may name a router outside the cluster, often two for each rack. Through them the network learns the way to pods and services of this node. While one session is left, traffic goes on; without any, nothing outside finds the pods of this node, and where nodes do not peer with one another, other nodes do not either.',
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols', nodes: 'kubernetes.nodes'},
	messages: {
		one: {
			severity: 'warning',
			text: 'This node has had no BGP session with {peers} for {minutes} {minutes:minute|minutes}: {meaning}{error}. {others} is left',
			guide: {steps, links},
		},
		all: {
			severity: 'critical',
			text: 'This node has had no BGP session with {peers} for {minutes} {minutes:minute|minutes}, and no other router is left: {meaning}{error}',
			guide: {steps, links},
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		for (const family of ['ipv4', 'ipv6'] as const) {
			const all = bgpPeersOf(birds, nodes).filter(peer => peer.family === family);
			const routers = all.filter(isRouter);
			const down = routers.filter(peer => troubleOf(peer) !== undefined);
			const left = routers.filter(isEstablished);
			const [first] = down;
			const trouble = first === undefined ? undefined : troubleOf(first);
			if (first === undefined || trouble === undefined) {
				continue;
			}
			const {error, neighbour} = first.session;
			const data = {
				peers: namesOfPeers(down),
				address: neighbour,
				source: first.bird.routerId,
				minutes: minutesOf(first),
				meaning: meanings[trouble],
				error: error === undefined ? '' : ` (${explainedError(error)})`,
			};
			const subject = subjectOfPeers(down, thisNode(environment));
			const details = {
				evidence: [{from: 'birds', excerpt: routers.map(({session: {row}}) => row).join('\n')}],
			} as const;
			yield left.length > 0
				? finding('one', {...data, others: namesOfPeers(left)}, subject, details)
				: finding('all', data, subject, details);
		}
	},
});

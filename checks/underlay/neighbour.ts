import {
	defineCheck,
	listNames,
	misledPeersOf,
	misledRoutersOf,
	peerContactsOf,
	routingOf,
	thisNode,
} from 'rke2-netdoctor';

const explained = [
	'underlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'service/api-address#partly',
	'rke2/api-unreachable',
	'calico/bgp-connection',
	'cilium/peer',
	'kubernetes.*',
] as const;
const links = ['rke2/requirements-networking', 'rancher/networking'] as const;

type MisledPeer = ReturnType<typeof misledPeersOf>[number];

const entryLine = ({address, link, mac, states}: MisledPeer['entry']) =>
	({from: 'neighbours', excerpt: `${address} dev ${link} lladdr ${mac} ${states.join(' ')}`}) as const;

const silenceLine = ({underlay}: MisledPeer['peer']) =>
	({from: 'underlay', excerpt: `${underlay}:10250 is silent`, of: underlay}) as const;

export default defineCheck({
	id: 'underlay/neighbour',
	title: 'Packets to other nodes carry a MAC address that is theirs alone',
	rationale:
		'On their common network nodes find each other by ARP. An entry made by hand stays when the machine behind it is replaced, and cloned machines that kept one MAC take packets from each other. Only nodes that do not answer are judged: a router that answers for others, the network of a cloud, or one host with several nodes gives them one MAC without harm, and where two with one MAC answer, one of these is at work. For nodes behind a router it is the entry of the router that counts.',
	needs: {
		plan: 'peer.plan',
		neighbours: 'ip.neighbour',
		links: 'ip.link',
		routes: 'ip.route',
		rules: 'ip.rule',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		reached: 'rke2.servers-reached',
	},
	wants: {servers: 'rke2.load-balancer'},
	messages: {
		byHand: {
			severity: 'critical',
			text: '{peer} does not answer, and this node sends to the MAC {mac}, which somebody entered by hand for {address} on {device}',
			guide: {
				steps: [
					{text: 'arping -c 3 -I {device} {address}: which MAC answers?'},
					{
						text: 'ip neigh del {address} dev {device}: the kernel asks again',
						changes: 'node',
					},
					{text: 'Take the entry out of the network configuration that made it', changes: 'node'},
				],
				links,
			},
			explains: explained,
		},
		routerByHand: {
			severity: 'critical',
			text: 'No answer comes from {peers}: what is for them this node sends to the MAC {mac}, which somebody entered by hand for the router {address} on {device}',
			guide: {
				steps: [
					{text: 'arping -c 3 -I {device} {address}: which MAC answers?'},
					{
						text: 'ip neigh del {address} dev {device}: the kernel asks again, and a router that was replaced has another MAC',
						changes: 'node',
					},
					{text: 'Take the entry out of the network configuration that made it', changes: 'node'},
				],
				links,
			},
			explains: [...explained, 'underlay/peer-private#behindNat'],
		},
		ownMac: {
			severity: 'critical',
			text: '{peer} does not answer, and {address} has the MAC of {device} of this node, {mac}: two machines with one MAC',
			guide: {
				steps: [
					{text: 'ip link show {device}, here and on {peer}'},
					{
						text: 'Give one of the machines a new MAC, in the hypervisor or the network configuration: it was cloned from the other, or both from one image',
						changes: 'node',
					},
				],
				links,
			},
			explains: explained,
		},
		sameMac: {
			severity: 'critical',
			text: '{peer} does not answer, and {address} has the same MAC as {others}, {mac}: two machines with one MAC',
			guide: {
				steps: [
					{text: 'ip link show, on {peer} and {others}'},
					{
						text: 'Give one of the machines a new MAC, in the hypervisor or the network configuration',
						changes: 'node',
					},
				],
				links,
			},
			explains: explained,
		},
		maybeSameMac: {
			severity: 'info',
			text: '{peer} does not answer, and {address} has the same MAC as {others}, {mac}: either two machines have one MAC, or a router or host between answers ARP for both',
			guide: {
				steps: [
					{text: 'ip link show, on {peer} and {others}: has one of them {mac}?'},
					{
						text: 'Where both have it: give one of the machines a new MAC, in the hypervisor or the network configuration',
						changes: 'node',
					},
				],
				links,
			},
		},
	},
	*run(
		{plan, neighbours, links: devices, routes, rules, reached, servers, ...answers},
		{finding, environment},
	) {
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const self = thisNode(environment);
		const isServer = ({underlay}: MisledPeer['peer']): boolean =>
			servers?.some(server => server.startsWith(`${underlay}:`)) === true;
		for (const found of misledPeersOf({peers: plan.peers, contacts, neighbours, links: devices, routes})) {
			const {name, underlay: address} = found.peer;
			const {mac, link: device} = found.entry;
			const peer = {kind: 'Node', name} as const;
			const data = {peer: name, address, mac, device, others: listNames(found.others)};
			yield finding(
				found.fault,
				data,
				{kind: 'Peer', name},
				{
					evidence: [entryLine(found.entry), silenceLine(found.peer)],
					about: [peer],
					// Without its servers an agent knows nothing of the cluster; with a MAC that is not its own alone it misses answers of all.
					affects: isServer(found.peer) || found.fault === 'ownMac' ? [self, peer] : [peer],
				},
			);
		}
		const routing = routingOf('ipv4', rules, routes);
		for (const {entry, behind} of misledRoutersOf({contacts, neighbours}, routing, reached)) {
			const {address, link: device, mac} = entry;
			const peers = behind.map(({name}) => name);
			yield finding(
				'routerByHand',
				{peers: listNames(peers), address, mac, device},
				{kind: 'Endpoint', name: address},
				{
					evidence: [entryLine(entry), ...behind.slice(0, 2).map(silenceLine)],
					affects: [
						...(behind.length === contacts.length || behind.some(isServer) ? [self] : []),
						...peers.map(name => ({kind: 'Node', name}) as const),
					],
				},
			);
		}
	},
});

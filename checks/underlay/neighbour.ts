import {
	defineCheck,
	isInService,
	listNames,
	lookupRoute,
	type PeerContact,
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

const isSilent = ({underlay}: PeerContact): boolean => underlay === 'silent' || underlay === 'unclear';

/** Of a MAC that a silent node shares with others: whether it is one machine between that answers for them, as far as their answers tell. */
const messageOfShared = (
	{peer}: PeerContact,
	others: readonly PeerContact[],
): 'sameMac' | 'maybeSameMac' | undefined => {
	const answering = others.filter(one => !isSilent(one)).length;
	if (others.length === 0 || answering > 1) {
		return undefined;
	}
	// A node that is down is silent behind a router, too.
	return answering === 1 && isInService(peer.standing) ? 'sameMac' : 'maybeSameMac';
};

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
						text: 'ip neigh del {address} dev {device}, so that the kernel asks again',
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
						text: 'ip neigh del {address} dev {device}, so that the kernel asks again: a router that was replaced has another MAC',
						changes: 'node',
					},
					{text: 'Take the entry out of the network configuration that made it', changes: 'node'},
				],
				links,
			},
			explains: ['underlay/peer-private#behindNat', 'underlay/peer-unreachable'],
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
		const gateways = new Set(routes.map(({gateway}) => gateway));
		// With BGP, nodes are the gateways to their pods.
		const isRouter = (address: string): boolean =>
			gateways.has(address) && plan.peers.every(({underlay}) => underlay !== address);
		const routerMacs = new Set(neighbours.filter(({address}) => isRouter(address)).map(({mac}) => mac));
		for (const contact of contacts.filter(isSilent)) {
			const {name, underlay: address} = contact.peer;
			const entry = neighbours.find(one => one.address === address && one.mac !== undefined);
			const {mac, link: device = ''} = entry ?? {};
			if (entry === undefined || mac === undefined || routerMacs.has(mac)) {
				continue;
			}
			const others = contacts.filter(
				({peer}) =>
					peer.underlay !== address &&
					neighbours.some(one => one.address === peer.underlay && one.mac === mac),
			);
			const isOwn = devices.some(one => one.name === device && one.mac === mac);
			const message = entry.states.includes('PERMANENT')
				? 'byHand'
				: isOwn
					? 'ownMac'
					: messageOfShared(contact, others);
			if (message === undefined || entry.isExternallyLearned) {
				continue;
			}
			const peer = {kind: 'Node', name} as const;
			const isServer = servers?.some(server => server.startsWith(`${address}:`)) === true;
			yield finding(
				message,
				{peer: name, address, mac, device, others: listNames(others.map(other => other.peer.name))},
				{kind: 'Peer', name},
				{
					evidence: [
						{from: 'neighbours', excerpt: `${address} dev ${device} lladdr ${mac} ${entry.states.join(' ')}`},
						{from: 'underlay', excerpt: `${address}:10250 is silent`, of: address},
					],
					about: [peer],
					// Without its servers an agent knows nothing of the cluster; with a MAC that is not its own alone it misses answers of all.
					affects: isServer || message === 'ownMac' ? [thisNode(environment), peer] : [peer],
				},
			);
		}
		const routing = routingOf('ipv4', rules, routes);
		// Of a node that is down the silence proves nothing.
		const inService = contacts.filter(({peer}) => isInService(peer.standing));
		const hopTo = (destination: string) => {
			const found = lookupRoute(routing, {destination});
			const {gateway, dev} = found.kind === 'route' ? found.route : {};
			return gateway === undefined ? [] : [{gateway, dev}];
		};
		const behind = inService.flatMap(contact => hopTo(contact.peer.underlay).map(hop => ({contact, ...hop})));
		// A firewall between the networks may close the kubelet's port and pings, but not those of servers.
		const working = reached.flatMap(hopTo);
		for (const {address, link: device, mac, states, isExternallyLearned} of neighbours) {
			const beyond = behind.filter(({gateway, dev}) => gateway === address && dev === device);
			const isByHand = states.includes('PERMANENT') && !isExternallyLearned && mac !== undefined;
			const works = working.some(({gateway, dev}) => gateway === address && dev === device);
			if (!isByHand || works || beyond.length === 0 || !beyond.every(({contact}) => isSilent(contact))) {
				continue;
			}
			const peers = beyond.map(({contact}) => contact.peer.name);
			yield finding(
				'routerByHand',
				{peers: listNames(peers), address, mac, device},
				{kind: 'Endpoint', name: address},
				{
					evidence: [
						{from: 'neighbours', excerpt: `${address} dev ${device} lladdr ${mac} ${states.join(' ')}`},
						...beyond.slice(0, 2).map(({contact: {peer}}) => ({
							from: 'underlay' as const,
							excerpt: `${peer.underlay}:10250 is silent`,
							of: peer.underlay,
						})),
					],
					affects: [
						...(beyond.length === contacts.length ? [thisNode(environment)] : []),
						...peers.map(name => ({kind: 'Node', name}) as const),
					],
				},
			);
		}
	},
});

import {
	contains,
	defineCheck,
	formatAddress,
	isInService,
	isSameAddress,
	listNames,
	networkOf,
	overlayVerdictOf,
	parseAddress,
	parseCidr,
	peerContactsOf,
	routingOf,
	sharedNetworks,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'interface/same-network',
	title: 'Only one interface of this node is in the network by which the tunnel goes',
	rationale:
		'Where two interfaces have addresses of one network, the kernel sends to all of it by the one whose route comes first, and either may answer by ARP for the addresses of both. The tunnel has the address of the other: switches that know that address elsewhere, port security and the reverse path filter of either end drop its packets. Only judged where no other node answers through the tunnel, or none of several answers at all.',
	when: {backend: ['vxlan'], cni: ['canal', 'flannel', 'calico']},
	needs: {
		...{links: 'ip.link', addresses: 'ip.address', routes: 'ip.route', rules: 'ip.rule', fdb: 'bridge.fdb'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay'},
		...{underlayPings: 'peer.underlay-ping', overlayPings: 'peer.overlay-ping'},
		reached: 'rke2.servers-reached',
	},
	messages: {
		shared: {
			severity: 'critical',
			text: '{holder} ({address}) and {leaving} are both in {network}: {device} has the address of {holder}, but its packets to {peers} leave by {leaving}, and nothing comes back',
			guide: {
				steps: [
					{text: 'ip -br address; ip route get {peer} from {address}: it should say dev {holder}'},
					{
						text: 'Two cables into one network belong into a bond; otherwise take the address off one of {holder} and {leaving}, in the network configuration of the system',
						changes: 'node',
					},
					{
						text: 'If both must stay: a routing rule and a table of their own for {address} in the network configuration of the system (from {address} lookup 100, and in table 100 {network} dev {holder} src {address}), and arp_ignore = 1, arp_announce = 2 and rp_filter = 2 for both in /etc/sysctl.d/90-two-interfaces.conf',
						changes: 'node',
					},
					{
						text: 'If packets leave by {holder} and still nothing comes back: UDP port {port} of the nodes must be open to each other',
					},
					{
						text: 'Name the interface to the CNI: flannel.iface in the HelmChartConfig rke2-canal, nodeAddressAutodetectionV4 in rke2-calico, and node-ip in the configuration of RKE2',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'calico/ip-autodetection', 'rancher/networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'overlay/peer-unreachable',
				'host/reverse-path-filter',
				'dns/endpoint-unreachable',
				'rke2/api-unreachable',
			],
		},
	},
	*run(evidence, {finding, environment}) {
		const {links, addresses, routes, rules, fdb, reached} = evidence;
		const device = environment.overlayDevice.value;
		if (device === undefined) {
			return;
		}
		const contacts = peerContactsOf(evidence).filter(({peer}) => isInService(peer.standing));
		const {judged, silent} = overlayVerdictOf(contacts, routes, device);
		// Packets of the nodes themselves leave by the same interface: then nobody answers these either.
		// One alone may have lost its power.
		const isCutOff = contacts.length > 1 && contacts.every(({underlay}) => underlay === 'silent');
		if (!isCutOff && (silent.length === 0 || silent.length < judged.length)) {
			return;
		}
		// A server has itself among the endpoints of the API.
		const others = reached.filter(server => !addresses.some(own => isSameAddress(own.address, server)));
		const port = links.find(({name}) => name === device)?.vxlan?.port ?? 'of the tunnel';
		const routing = routingOf('ipv4', rules, routes);
		for (const found of sharedNetworks(device, {links, addresses, fdb, routing})) {
			const {arrivesAt: holder, leavesBy: leaving, address, peers} = found;
			const [peer = ''] = peers;
			const target = parseAddress(peer);
			const network = addresses
				.filter(({link}) => link === holder)
				.flatMap(entry => parseCidr(`${entry.address}/${entry.prefixLength}`) ?? [])
				.find(cidr => target !== undefined && contains(cidr, target));
			const isIn = (server: string): boolean => {
				const parsed = parseAddress(server);
				return network !== undefined && parsed !== undefined && contains(network, parsed);
			};
			if (isCutOff && others.some(isIn)) {
				continue;
			}
			yield finding(
				'shared',
				{
					...{holder, leaving, address, device, port, peer, peers: listNames(peers)},
					network:
						network === undefined ? 'one network' : `${formatAddress(networkOf(network))}/${network.prefix}`,
				},
				{kind: 'Interface', name: `${holder}, ${leaving}`},
				{
					evidence: [
						{
							from: 'addresses',
							excerpt: addresses
								.filter(({link, family}) => family === 'ipv4' && (link === holder || link === leaving))
								.map(({link, address: of, prefixLength}) => `${link} ${of}/${prefixLength}`)
								.join('\n'),
						},
						{from: 'routes', excerpt: `${peer} from ${address} dev ${leaving}`},
						isCutOff
							? {from: 'underlay', excerpt: `${contacts[0]?.peer.underlay}:10250 is silent`}
							: {from: 'overlay', excerpt: `${silent[0]?.peer.overlay}:10250 is silent`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

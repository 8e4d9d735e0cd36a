import {
	defineCheck,
	isInService,
	type Link,
	linkLine,
	listNames,
	lookupRoute,
	peerContactsOf,
	routingOf,
	thisNode,
} from 'rke2-netdoctor';

/** Of these every packet carries MACs; IPIP, WireGuard, PPP and the like have none to ask for, and ipvlan and dummies are never the way to a node. */
const kindsWithMacs = [undefined, 'bond', 'team', 'bridge', 'vlan', 'veth', 'macvlan'];

const asksNobody = ({flags, kind, mac}: Link): boolean =>
	flags.includes('NOARP') && mac !== undefined && kindsWithMacs.includes(kind);

export default defineCheck({
	id: 'underlay/arp-off',
	title: 'The interface to the other nodes asks for their MAC',
	rationale:
		'On an Ethernet a node finds the MAC for an IPv4 address of another by ARP. With the flag NOARP the kernel asks nobody and answers nobody: packets carry no MAC that anybody has. Tools that take an interface for a port of a bridge or for a capture (ifcfg files with ARP=no, ip link set … arp off, systemd-networkd with ARP=no) set it. Only judged where none of the nodes behind the interface answers.',
	when: {family: 'ipv4'},
	needs: {
		...{plan: 'peer.plan', links: 'ip.link', routes: 'ip.route', rules: 'ip.rule'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay', underlayPings: 'peer.underlay-ping'},
	},
	messages: {
		off: {
			severity: 'critical',
			text: '{device} has the flag NOARP: this node asks nobody there for a MAC and tells nobody its own, and {peers} {count:does|do} not answer',
			guide: {
				steps: [
					{text: 'ip link set {device} arp on', changes: 'node'},
					{
						text: 'Take it out where it was written, or the next boot brings it back: ARP=no in /etc/sysconfig/network-scripts/ifcfg-{device} or under [Link] in /etc/systemd/network, "arp off" in scripts of the network',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'dns/endpoint-unreachable',
				'service/api-address#partly',
				'rke2/api-unreachable',
				'calico/bgp-connection',
				'cilium/peer',
				'kubernetes.*',
			],
		},
	},
	*run({links, routes, rules, ...answers}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const contacts = peerContactsOf({...answers, overlayPings: []}).filter(({peer}) =>
			isInService(peer.standing),
		);
		const wayTo = (destination: string): string | undefined => {
			const found = lookupRoute(routing, {destination});
			return found.kind === 'route' ? found.route.dev : undefined;
		};
		for (const link of links.filter(asksNobody)) {
			const device = link.name;
			const behind = contacts.filter(({peer}) => wayTo(peer.underlay) === device);
			const [first] = behind;
			if (
				first === undefined ||
				!behind.every(({underlay}) => underlay === 'silent' || underlay === 'unclear')
			) {
				continue;
			}
			const peers = behind.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
			yield finding(
				'off',
				{device, count: peers.length, peers: listNames(peers.map(({name}) => name))},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'links', excerpt: linkLine(link)},
						{from: 'underlay', excerpt: `${first.peer.underlay}:10250 is silent`, of: first.peer.underlay},
					],
					about: peers,
					affects: [thisNode(environment), ...peers],
				},
			);
		}
	},
});

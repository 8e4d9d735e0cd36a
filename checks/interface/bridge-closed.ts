import {
	bridgeBarrier,
	defineCheck,
	linkLine,
	listNames,
	lookupRoute,
	peerContactsOf,
	routingOf,
	thisNode,
} from 'rke2-netdoctor';

const links = ['rke2/requirements-networking', 'rancher/networking'] as const;
const explains = [
	'underlay/peer-unreachable',
	'rke2/api-unreachable',
	'dns/endpoint-unreachable',
	'kubernetes.*',
] as const;
const look = {text: 'ip -d link show master {bridge}; bridge vlan show'} as const;

export default defineCheck({
	id: 'interface/bridge-closed',
	title: 'The bridge by which this node reaches the others has a port that lets packets through',
	rationale:
		'Where the address of the node is on a bridge, as on hosts of virtual machines and on Harvester, packets leave by a port of it. A port that spanning tree blocks, or that does not carry the VLAN of the bridge, drops them without a word: the link is up, the address and the routes are right, and nobody answers.',
	needs: {
		devices: 'ip.link',
		routes: 'ip.route',
		rules: 'ip.rule',
		vlans: 'bridge.vlans',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
	},
	messages: {
		blocked: {
			severity: 'critical',
			text: 'No other node answers ({peers}), and {ports}, by which the bridge {bridge} leads there, {count:is|are} in the state {state}: the bridge sends nothing out',
			guide: {
				steps: [
					look,
					{
						text: 'If spanning tree blocks it, there is a second way between the two networks, or the bridge took a loop for one: take the loop away, and the port opens by itself within half a minute',
						changes: 'node',
					},
					{
						text: 'Without loops: ip link set {bridge} type bridge stp_state 0, and the same in the network configuration of the system',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
		noPort: {
			severity: 'critical',
			text: 'No other node answers ({peers}), and the bridge {bridge}, by which this node would reach them, has no port with a carrier: the interface of the hardware is not in it',
			guide: {
				steps: [
					look,
					{
						text: 'ip link set UPLINK master {bridge}, with the interface that the cable is in',
						changes: 'node',
					},
					{text: 'Enter it in the network configuration of the system, so that it stays', changes: 'node'},
				],
				links,
			},
			explains,
		},
		vlan: {
			severity: 'critical',
			text: 'No other node answers ({peers}): the bridge {bridge} looks at VLANs, and {ports} {count:does|do} not carry VLAN {vlan}, in which the address of this node is',
			guide: {
				steps: [
					look,
					{
						text: 'bridge vlan add dev {port} vid {vlan}, with "pvid untagged" if the switch sends that network without a tag; and bridge vlan add dev {bridge} vid {vlan} self, if it is not there either',
						changes: 'node',
					},
					{
						text: 'Enter it in the network configuration of the system (on Harvester in the VLAN network of the cluster), so that it stays',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
	},
	*run({devices, routes, rules, vlans, ...answers}, {finding, environment}) {
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const isIsolated =
			contacts.length > 0 && contacts.every(({underlay}) => underlay === 'silent' || underlay === 'unclear');
		if (!isIsolated) {
			return;
		}
		const routing = routingOf('ipv4', rules, routes);
		const ways = contacts.map(({peer}) => {
			const found = lookupRoute(routing, {destination: peer.underlay});
			return found.kind === 'route' ? found.route.dev : undefined;
		});
		const [way] = ways;
		const barrier =
			way !== undefined && ways.every(other => other === way)
				? bridgeBarrier(way, devices, vlans)
				: undefined;
		if (barrier === undefined) {
			return;
		}
		const {bridge, ports} = barrier;
		const [first] = ports;
		yield finding(
			barrier.kind,
			{
				bridge: bridge.name,
				peers: listNames(contacts.map(({peer}) => peer.name)),
				ports: listNames(ports.map(({name}) => name)),
				count: ports.length,
				port: first?.name ?? '',
				state: first?.port?.state ?? '',
				vlan: barrier.vlan ?? '',
			},
			{kind: 'Interface', name: bridge.name},
			{
				evidence: [
					{
						from: 'devices',
						excerpt: [bridge, ...ports]
							.slice(0, 4)
							.map(
								link => linkLine(link) + (link.port?.state === undefined ? '' : ` state ${link.port.state}`),
							)
							.join('\n'),
					},
					...(barrier.kind === 'vlan'
						? [
								{
									from: 'vlans' as const,
									excerpt: vlans
										.map(
											({link, ranges}) =>
												`${link} ${ranges.map(range => [...new Set(range)].join('-')).join(' ')}`,
										)
										.join('\n'),
								},
							]
						: []),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

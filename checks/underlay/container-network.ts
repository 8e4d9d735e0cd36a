import {
	defineCheck,
	type Link,
	listNames,
	lookupRoute,
	peerContactsOf,
	routeLine,
	routingOf,
	thisNode,
	uplinkNames,
} from 'rke2-netdoctor';

/** Names that Docker and Podman give the bridges of their networks. */
const namedByEngine = /^(?:docker\d+|docker_gwbridge|br-[0-9a-f]{12}|podman\d+|cni-podman\d+)$/;

/**
 * A bridge of a container engine, without ports or with those of containers only. Other bridges, of libvirt or LXD,
 * have machines behind them that may be nodes, and lose their ports when these are shut off; that of the CNI has pods.
 */
const isOfContainers = ({name, bridge}: Link, links: readonly Link[]): boolean =>
	bridge !== undefined &&
	namedByEngine.test(name) &&
	links.every(({master, kind}) => master !== name || kind === 'veth' || kind === 'dummy');

export default defineCheck({
	id: 'underlay/container-network',
	title: 'No network of containers on this node has the addresses of other nodes',
	rationale:
		'Docker and Podman give each network that they make a range of private addresses, from 172.17.0.0/16 on, and a bridge with a route to it. Where nodes, servers or name servers have addresses of such a range, what is for them ends in that bridge. Only nodes that do not answer are judged, and no bridge by which this node reaches others.',
	needs: {
		...{links: 'ip.link', rules: 'ip.rule', routes: 'ip.route'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay', underlayPings: 'peer.underlay-ping'},
	},
	wants: {servers: 'rke2.load-balancer'},
	messages: {
		swallowed: {
			severity: 'critical',
			text: 'What this node sends to {peers} ends in {device}, a network of containers on this node that has the range {network}: {address} is looked for there, and not outside',
			guide: {
				steps: [
					{
						text: 'ip route get {address}; ip -br address show {device}; which containers run: docker ps; podman ps',
					},
					{
						text: 'Give that network of Docker another range: "bip" for docker0 and "default-address-pools" for all others in /etc/docker/daemon.json, then systemctl restart docker, and docker network rm the old one',
						changes: 'node',
					},
					{
						text: 'If Podman made it: default_subnet and default_subnet_pools in /etc/containers/containers.conf, then podman network rm the old one',
						changes: 'node',
					},
					{
						text: 'Or remove Docker, which RKE2 does not need. If docker ps lists nothing that you need: systemctl disable --now docker.service docker.socket, then ip link delete {device}',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'dns/endpoint-unreachable',
				'service/api-address#partly',
				'calico/bgp-connection',
				'cilium/peer',
				'kubernetes.*',
			],
		},
	},
	*run({links, rules, routes, servers, ...answers}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const uplinks = uplinkNames(links, routes, environment.overlayDevice.value);
		const lost = peerContactsOf({...answers, overlayPings: []}).flatMap(({peer, underlay}) => {
			const found = lookupRoute(routing, {destination: peer.underlay});
			const route = found.kind === 'route' && found.route.gateway === undefined ? found.route : undefined;
			const bridge = links.find(link => link.name === route?.dev);
			const isSilent = underlay === 'silent' || underlay === 'unclear';
			return isSilent && route && bridge && !uplinks.includes(bridge.name) && isOfContainers(bridge, links)
				? [{peer, route, device: bridge.name}]
				: [];
		});
		for (const device of new Set(lost.map(one => one.device))) {
			const same = lost.filter(one => one.device === device);
			const [first] = same;
			if (first === undefined) {
				continue;
			}
			const peers = same.map(({peer}) => ({kind: 'Node', name: peer.name}) as const);
			const isServerLost = same.some(({peer}) =>
				servers?.some(server => server.startsWith(`${peer.underlay}:`)),
			);
			yield finding(
				'swallowed',
				{
					device,
					peers: listNames(peers.map(peer => peer.name)),
					network: first.route.destination,
					address: first.peer.underlay,
				},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'routes', excerpt: routeLine(first.route)},
						{from: 'underlay', excerpt: `${first.peer.underlay}:10250 is silent`, of: first.peer.underlay},
					],
					about: peers,
					// Without its servers an agent knows nothing of the cluster.
					affects: isServerLost ? [thisNode(environment), ...peers] : peers,
				},
			);
		}
	},
});

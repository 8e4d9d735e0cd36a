import {
	addressLine,
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	hasRouteBy,
	interfaceChoice,
	isInService,
	isSameAddress,
	listNames,
	routeLine,
	standingOf,
	vxlanEndpointOf,
	vxlanLine,
} from 'rke2-netdoctor';

/** What follows from a tunnel over the wrong interface. */
const symptoms = [
	'overlay/peer-route',
	'overlay/peer-neighbour',
	'overlay/peer-fdb',
	'overlay/peer-unreachable',
	'overlay/vtep-mac-announced',
	'overlay/vxlan-address',
	'interface/flannel-iface',
	'interface/public-ip-network',
] as const;

export default defineCheck({
	id: 'overlay/vxlan-lower-device',
	title: "flannel's VXLAN device sends by the interface that leads to the other nodes",
	rationale:
		'Packets of the tunnel are bound to one interface, whatever the routing table says. On a node with several interfaces flannel takes that of the default route unless it is told otherwise, and a wrong one cuts the node off from all pods of other nodes while the nodes themselves stay Ready.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		node: 'kubernetes.node',
		nodes: 'kubernetes.nodes',
	},
	messages: {
		unannounced: {
			severity: 'critical',
			text: '{device} sends by {lower} from {local}, but peers are told to send to {publicIp} on {holder}',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If flannel chooses the wrong interface again, set {interfaceChoice}',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'rke2/canal'],
			},
			explains: symptoms,
		},
		unroutable: {
			severity: 'critical',
			text: '{device} sends by {lower}, but no route by {lower} leads to {peers}',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'ip route get {publicIp}'},
					{
						text: 'Tell flannel the interface of the cluster network: {interfaceChoice}',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['rke2/canal', 'flannel/interface-selection', 'flannel/vagrant'],
			},
			explains: symptoms,
		},
	},
	*run({links, addresses, routes, node, nodes}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {link, name, family} = device;
			const {local, lower} = link?.vxlan ?? {};
			const below = links.find(candidate => candidate.name === lower);
			if (link === undefined || local === undefined || below === undefined) {
				continue;
			}
			const names = {...flannelPodOf(environment), interfaceChoice: interfaceChoice(environment)};
			const subject = {kind: 'Interface', name} as const;
			const affects = brokenBy(device, environment);
			const tunnel = {from: 'links', excerpt: vxlanLine(link)} as const;
			const {publicIp = '', publicIpOverwrite} = vxlanEndpointOf(node, family) ?? {};
			const holders = addresses.filter(({address}) => isSameAddress(address, publicIp));
			const [holder] = holders;
			if (
				publicIpOverwrite === undefined &&
				holder !== undefined &&
				!isSameAddress(local, publicIp) &&
				holders.every(({link: owner}) => owner !== below.name)
			) {
				yield finding(
					'unannounced',
					{device: name, lower: below.name, local, publicIp, holder: holder.link, ...names},
					subject,
					{
						evidence: [
							tunnel,
							{from: 'node', excerpt: `flannel.alpha.coreos.com/public-ip: ${publicIp}`},
							{from: 'addresses', excerpt: addressLine(holder)},
						],
						affects,
					},
				);
				continue;
			}
			const peers = nodes
				.filter(peer => peer.name !== node.name && isInService(standingOf(peer)))
				.flatMap(peer => {
					const address = vxlanEndpointOf(peer, family)?.publicIp;
					return address === undefined ? [] : [{name: peer.name, address}];
				});
			const [first] = peers;
			// A device that is down or gone from its switch has no routes either: interface/lower-down tells it.
			if (
				first !== undefined &&
				below.isUp &&
				below.hasCarrier &&
				peers.every(({address}) => !hasRouteBy(routes, below.name, address))
			) {
				const own = routes
					.filter(route => route.dev === below.name && route.table === 'main' && route.family === family)
					.map(routeLine);
				yield finding(
					'unroutable',
					{
						device: name,
						lower: below.name,
						peers: listNames(peers.map(peer => `${peer.name} (${peer.address})`)),
						publicIp: first.address,
						...names,
					},
					subject,
					{
						evidence: [
							tunnel,
							{from: 'routes', excerpt: own.join('\n') || `no route by ${below.name} in table main`},
							{from: 'nodes', excerpt: `${first.name}: public-ip ${first.address}`},
						],
						affects,
					},
				);
			}
		}
	},
});

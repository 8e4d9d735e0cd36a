import {
	type Cidr,
	contains,
	defineCheck,
	isClusterDevice,
	isInService,
	overlaps,
	parseCidr,
	removalOf,
	routeLine,
	spokenFrom,
	thisNode,
} from 'rke2-netdoctor';

const ofNode = [
	'overlay/peer-unreachable',
	'dns/endpoint-unreachable',
	'rke2/server-address',
	'rke2/api-unreachable',
	'service/api-address',
	'kubernetes.*',
] as const;
const ofPods = ['overlay/peer-unreachable', 'dns/endpoint-unreachable'] as const;

const isWithin = (network: string, range: Cidr): boolean => {
	const outer = parseCidr(network);
	return outer !== undefined && contains(outer, range);
};

export default defineCheck({
	id: 'route/foreign-local',
	title: 'This node takes no address of other nodes or their pods for its own',
	rationale:
		'With an address on any device, lo included, the kernel enters a route of the type local, and takes in what is for that address instead of sending it on: a copied network configuration, a virtual address of a former load balancer or a local route for transparent proxying is enough. The table local is asked before all routes of the CNI.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {routes: 'ip.route', plan: 'peer.plan', links: 'ip.link', addresses: 'ip.address'},
	messages: {
		node: {
			severity: 'critical',
			text: 'This node takes {address}, the address of {peer}, for its own: nothing that it sends there leaves it ({route})',
			guide: {
				steps: [
					{text: 'ip address show to {address}; ip route show table local {destination}'},
					{text: '{removal}', changes: 'node'},
					{
						text: 'Take it out of the network configuration, or of what made it (keepalived, kube-vip, a copied file)',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: ofNode,
		},
		pods: {
			severity: 'critical',
			text: 'This node takes {destination} for its own, where pods of other nodes have their addresses ({way}): nothing that is for them leaves it ({route})',
			guide: {
				steps: [
					{text: 'ip route show table local {destination}; ip address show dev {device}'},
					{text: '{removal}', changes: 'node'},
					{text: 'Find what made it: a script, a proxy, a former CNI', changes: 'node'},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains: ofPods,
		},
	},
	*run({routes, plan, links, addresses}, {finding, environment}) {
		const claimed = routes.filter(
			({family, type, table, dev = ''}) =>
				family === 'ipv4' && type === 'local' && table === 'local' && !isClusterDevice(dev),
		);
		const ways = routes.filter(
			({family, type, table, gateway, dev = ''}) =>
				family === 'ipv4' &&
				type === 'unicast' &&
				table === 'main' &&
				gateway !== undefined &&
				isClusterDevice(dev),
		);
		const own = spokenFrom(routes, links);
		const peers = plan.peers.filter(({underlay, standing}) => isInService(standing) && !own.has(underlay));
		for (const route of claimed) {
			const range = parseCidr(route.destination);
			if (range === undefined || route.destination.startsWith('127.')) {
				continue;
			}
			const {dev: device = '', destination} = route;
			const text = `local ${destination} dev ${device} table local`;
			const data = {device, destination, route: text, removal: removalOf(text, route, addresses)};
			const ofRoute = {from: 'routes', excerpt: `local ${routeLine(route)} table local`} as const;
			const peer = peers.find(({underlay}) => {
				const address = parseCidr(underlay);
				return address !== undefined && contains(range, address);
			});
			if (peer !== undefined) {
				const about = {kind: 'Node', name: peer.name} as const;
				yield finding(
					'node',
					{...data, address: peer.underlay, peer: peer.name},
					{kind: 'Route', name: `local ${destination}`},
					{
						evidence: [ofRoute, {from: 'plan', excerpt: `${peer.name} ${peer.underlay}`}],
						about: [about],
						affects: [thisNode(environment), about],
					},
				);
				continue;
			}
			// That a network of the host lies among the pods is another finding.
			const isOfNetwork = routes.some(
				({dev, table, gateway, destination: network}) =>
					dev === device &&
					table === 'main' &&
					gateway === undefined &&
					network !== destination &&
					isWithin(network, range),
			);
			const way = isOfNetwork
				? undefined
				: ways.find(other => {
						const pods = parseCidr(other.destination);
						return pods !== undefined && overlaps(pods, range);
					});
			if (way !== undefined) {
				yield finding(
					'pods',
					{...data, way: routeLine(way)},
					{kind: 'Route', name: `local ${destination}`},
					{
						evidence: [ofRoute, {from: 'routes', excerpt: routeLine(way)}],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});

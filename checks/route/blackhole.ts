import {
	contains,
	defineCheck,
	flannelBridge,
	flannelPodOf,
	lookupRoute,
	parseCidr,
	type Route,
	routeLine,
	routingOf,
} from 'rke2-netdoctor';

/** https://man7.org/linux/man-pages/man8/ip-route.8.html */
const refusals = ['blackhole', 'unreachable', 'prohibit'];

export default defineCheck({
	id: 'route/blackhole',
	title: "No route refuses packets to another node's pods",
	rationale:
		'flanneld adds a blackhole route for the pod CIDR of its own node, so that packets to pods that are gone do not circle. After a change of pod CIDRs the old route stays, and when its range now belongs to another node, packets there end here. Routes of the types unreachable and prohibit, which some VPNs and security tools add, do the same and answer with an error, and so does throw in main where no later rule has a way. One for a part of the range of this node takes packets from the bridge of its own pods.',
	when: {cni: ['canal', 'flannel']},
	needs: {routes: 'ip.route', rules: 'ip.rule', nodes: 'kubernetes.nodes', self: 'rke2.node-name'},
	messages: {
		foreign: {
			severity: 'critical',
			text: 'The {type} route {route} on this node takes all packets to the pods of {node} ({cidr}), which end there',
			guide: {
				steps: [
					{text: 'ip{family} route show type {type}'},
					{text: 'ip{family} route del {type} {route}', changes: 'node'},
					{
						text: 'kubectl -n kube-system rollout restart daemonset {daemonset}, if the route to {cidr} is missing afterwards',
						changes: 'cluster',
					},
				],
				links: ['flannel/pod-cidr', 'rke2/canal'],
			},
			explains: ['overlay/peer-route', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		own: {
			severity: 'critical',
			text: 'The {type} route {route} takes packets to pods of this node, which are behind {device} ({wider}): they end there',
			guide: {
				steps: [
					{text: 'ip{family} route get ADDRESS, for a pod of this node'},
					{text: 'ip{family} route del {type} {route}', changes: 'node'},
					{text: 'Find who entered it: routes of the network configuration, VPN and security tools'},
				],
				links: ['flannel/pod-cidr', 'rke2/flannel'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({routes, rules, nodes, self}, {finding, environment}) {
		// Without this Node in the list, its own blackhole route would look like another's.
		if (nodes.every(({name}) => name !== self.name)) {
			return;
		}
		const others = nodes.filter(({name}) => name !== self.name);
		// After a throw the rules behind it are asked.
		const hasNoWay = ({destination, family}: Route): boolean => {
			const [address = ''] = destination.split('/');
			return lookupRoute(routingOf(family, rules, routes), {destination: address}).kind === 'none';
		};
		const isRefusing = (route: Route): boolean =>
			route.type === 'throw'
				? route.table === 'main' && hasNoWay(route)
				: (route.table === 'main' || route.table === 'local') && refusals.includes(route.type);
		for (const route of routes.filter(isRefusing)) {
			const range = parseCidr(route.destination);
			const isOwn = nodes.some(
				({name, podCidrs}) => name === self.name && podCidrs.includes(route.destination),
			);
			if (range === undefined || isOwn) {
				continue;
			}
			const holds = (cidr: string): boolean => {
				const outer = parseCidr(cidr);
				return outer !== undefined && contains(outer, range);
			};
			const bridged = routes.find(
				({dev, table, type, destination}) =>
					dev === flannelBridge && table === 'main' && type === 'unicast' && holds(destination),
			);
			const data = {
				...{type: route.type, route: route.destination},
				family: route.family === 'ipv6' ? ' -6' : '',
			};
			if (bridged !== undefined && bridged.destination !== route.destination) {
				yield finding(
					'own',
					{...data, device: flannelBridge, wider: bridged.destination},
					{kind: 'Route', name: route.destination},
					{
						evidence: [{from: 'routes', excerpt: `${routeLine(route)}\n${routeLine(bridged)}`}],
						about: [{kind: 'Node', name: self.name}],
						affects: [{kind: 'Node', name: self.name}],
					},
				);
				continue;
			}
			const owner = others.find(({podCidrs}) => podCidrs.some(holds));
			const cidr = owner?.podCidrs.find(holds);
			if (owner !== undefined && cidr !== undefined) {
				yield finding(
					'foreign',
					{
						...data,
						node: owner.name,
						cidr,
						daemonset: flannelPodOf(environment).daemonset,
					},
					{kind: 'Route', name: route.destination},
					{
						evidence: [
							{from: 'routes', excerpt: `${route.type} ${route.destination}`},
							{from: 'nodes', excerpt: `${owner.name} spec.podCIDR ${cidr}`},
						],
						about: [{kind: 'Node', name: owner.name}],
					},
				);
			}
		}
	},
});

import {contains, defineCheck, flannelPodOf, parseCidr} from 'rke2-netdoctor';

/** https://man7.org/linux/man-pages/man8/ip-route.8.html */
const refusals = ['blackhole', 'unreachable', 'prohibit'];

export default defineCheck({
	id: 'route/blackhole',
	title: "No route refuses packets to another node's pods",
	rationale:
		'flanneld adds a blackhole route for the pod CIDR of its own node, so that packets to pods that are gone do not circle. After a change of pod CIDRs the old route stays, and when its range now belongs to another node, packets there end here. Routes of the types unreachable and prohibit, which some VPNs and security tools add, do the same and answer with an error.',
	when: {cni: ['canal', 'flannel']},
	needs: {routes: 'ip.route', nodes: 'kubernetes.nodes', self: 'rke2.node-name'},
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
	},
	*run({routes, nodes, self}, {finding, environment}) {
		// Without this Node in the list, its own blackhole route would look like another's.
		if (nodes.every(({name}) => name !== self.name)) {
			return;
		}
		const others = nodes.filter(({name}) => name !== self.name);
		for (const route of routes.filter(({type, table}) => refusals.includes(type) && table === 'main')) {
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
			const owner = others.find(({podCidrs}) => podCidrs.some(holds));
			const cidr = owner?.podCidrs.find(holds);
			if (owner !== undefined && cidr !== undefined) {
				yield finding(
					'foreign',
					{
						type: route.type,
						family: route.family === 'ipv6' ? ' -6' : '',
						route: route.destination,
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

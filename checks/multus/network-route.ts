import {
	type Cidr,
	contains,
	defineCheck,
	firstServiceAddress,
	ipamOf,
	isObject,
	listNames,
	networkSubject,
	overlaps,
	parseCidr,
	podSubject,
	usersOf,
	workloadNames,
} from 'rke2-netdoctor';

const correct = {
	text: 'kubectl -n {namespace} edit network-attachment-definition {name}: routes only to what is behind the second network, none that holds {range}',
	changes: 'cluster',
} as const;
const links = ['multus/network-attachment-definition', 'rke2/multus-ipam', 'rke2/multus-using'] as const;

export default defineCheck({
	id: 'multus/network-route',
	title: 'Routes of secondary networks leave what is for the cluster to the first one',
	rationale:
		'The IPAM section of a network may give pods routes by their second interface. One that is narrower than the default route takes what it holds away from the first interface: with 10.0.0.0/8 that is every service, the cluster DNS among them, and the pods. Such a pod starts and looks well, and resolves no name.',
	when: {multus: true},
	needs: {networks: 'multus.networks', pods: 'multus.pods', ranges: 'cluster.ranges'},
	messages: {
		taken: {
			severity: 'critical',
			text: '{pods} cannot reach the {users} {range} of this cluster: the network {namespace}/{name} gives them a route to {route} by its own interface',
			guide: {
				steps: [
					correct,
					{text: 'Delete the pods that have the route: it is set when a pod starts', changes: 'cluster'},
				],
				links,
			},
		},
		wouldTake: {
			severity: 'warning',
			text: 'Pods with the network {namespace}/{name} cannot reach the {users} {range} of this cluster: it gives them a route to {route} by its own interface',
			guide: {steps: [correct], links},
		},
	},
	*run({networks: {networks}, pods, ranges}, {finding, environment}) {
		const cidrsOf = (texts: readonly string[], users: string) =>
			texts.flatMap(text => {
				const cidr = parseCidr(text);
				return cidr === undefined ? [] : [{cidr, text, users}];
			});
		const kept = [
			...cidrsOf(ranges.services, 'services'),
			// The plugin of flannel gives pods a route to the pods of the cluster, too.
			...(environment.cni.value === 'flannel' ? [] : cidrsOf(ranges.pods, 'pods')),
		];
		const needed = [firstServiceAddress(ranges.services), ...ranges.dns].flatMap(
			address => parseCidr(address ?? '') ?? [],
		);
		for (const network of networks) {
			// The plugin sbr moves the routes of the interface to a table that only its own address uses.
			if (network.config?.ok && network.config.value.plugins.some(({type}) => type === 'sbr')) {
				continue;
			}
			const ipam = network.config?.ok ? ipamOf(network.config.value) : undefined;
			const routes = (Array.isArray(ipam?.raw.routes) ? ipam.raw.routes : [])
				.map(route => (isObject(route) && route.table === undefined ? String(route.dst) : ''))
				.flatMap(text => {
					const cidr = parseCidr(text);
					return cidr === undefined || cidr.prefix === 0 ? [] : [{cidr, text}];
				});
			const takenBy = (cidr: Cidr) =>
				kept.find(
					own =>
						overlaps(own.cidr, cidr) &&
						(own.users === 'pods' || needed.some(address => contains(cidr, address))),
				);
			const route = routes.find(({cidr}) => takenBy(cidr) !== undefined);
			const taken = route && takenBy(route.cidr);
			if (route === undefined || taken === undefined) {
				continue;
			}
			const {namespace, name} = network;
			const users = usersOf(network, pods);
			const range = contains(taken.cidr, route.cidr) ? route.text : taken.text;
			yield finding(
				users.length > 0 ? 'taken' : 'wouldTake',
				{
					namespace,
					name,
					route: route.text,
					range,
					users: taken.users,
					pods: listNames(workloadNames(users)),
				},
				networkSubject(network),
				{
					evidence: [{from: 'networks', excerpt: `${namespace}/${name}: "routes": [{"dst": "${route.text}"`}],
					affects: [networkSubject(network), ...users.map(podSubject)],
				},
			);
		}
	},
});

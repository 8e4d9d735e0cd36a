import {
	contains,
	defineCheck,
	type IpFamily,
	isClusterDevice,
	listNames,
	nodeNameIn,
	parseCidr,
	type Route,
	type RouteTable,
	routeLine,
	routesOver,
	routeTablesOf,
	thisNode,
} from 'rke2-netdoctor';

const device = 'cilium_host';

/** By a device that another CNI has made, and Cilium does not use. */
const isLeftOver = ({dev = ''}: Route): boolean => isClusterDevice(dev) && !/^(?:cilium|lxc)/.test(dev);

const refusals: readonly string[] = ['blackhole', 'unreachable', 'prohibit'];

interface MainRoutes {
	/** Of the main table, as Cilium writes there. */
	readonly tables: Readonly<Record<IpFamily, RouteTable>>;
	readonly refusing: readonly Route[];
}

const mainRoutesOf = (routes: readonly Route[]): MainRoutes => {
	const main = routes.filter(({table}) => table === 'main');
	return {
		tables: routeTablesOf(main),
		refusing: main.filter(({type}) => refusals.includes(type)),
	};
};

const isDefault = ({destination}: Route): boolean => parseCidr(destination)?.prefix === 0;

/** Where what is for a range of pods goes that no route leads to; undefined where one does. */
const lossOf = (
	text: string,
	{tables}: MainRoutes,
): {readonly family: IpFamily; readonly fallback: Route | undefined} | undefined => {
	const cidr = parseCidr(text);
	if (cidr === undefined) {
		return undefined;
	}
	const over = routesOver(tables[cidr.family], cidr);
	// A narrower route than the default one is somebody's decision, which other checks judge.
	const isLed = over.some(route => !isDefault(route) && !isLeftOver(route));
	return isLed ? undefined : {family: cidr.family, fallback: over[0]};
};

const wayOf = (route: Route | undefined): string =>
	route === undefined
		? 'and there is no default route'
		: `and what is for it leaves by ${route.dev ?? route.type}`;

/** Routes that refuse a range of pods, or a part of it; a wide one only where no narrower route leads there. */
const refusalsIn = (text: string, {tables, refusing}: MainRoutes): readonly Route[] => {
	const cidr = refusing.length === 0 ? undefined : parseCidr(text);
	if (cidr === undefined) {
		return [];
	}
	const [best] = routesOver(tables[cidr.family], cidr);
	return refusing.filter(route => {
		const range = parseCidr(route.destination);
		const isPart = range !== undefined && range.prefix > cidr.prefix && contains(cidr, range);
		return !isDefault(route) && (route === best || isPart);
	});
};

export default defineCheck({
	id: 'cilium/host-route',
	title: 'This node itself has a route to the pods of every node',
	rationale:
		"Packets of pods go by Cilium's programs, but those of the node itself (kubelet, pods of the host network, and on servers the API on its way to webhooks) go by routes into cilium_host, one for each node that the agent knows. The agent writes them when it learns of a node, and not again when somebody takes them away, such as systemd-networkd, which clears routes that it did not make.",
	when: {cni: ['cilium'], backend: ['vxlan', 'geneve']},
	needs: {
		list: 'cilium.known-nodes',
		daemon: 'cilium.daemon',
		routes: 'ip.route',
		links: 'ip.link',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'This node itself does not reach the pods of {nodes}: no route leads to {range} by cilium_host, {instead}; pods still reach each other',
			guide: {
				steps: [
					{text: 'ip route show dev cilium_host; networkctl status cilium_host'},
					{
						text: 'kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}: the new agent writes its routes again',
						changes: 'cluster',
					},
					{
						text: 'With systemd-networkd set ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no under [Network] in a file of /etc/systemd/networkd.conf.d, or they go again',
						changes: 'node',
					},
				],
				links: ['cilium/system-requirements', 'cilium/routing'],
			},
			explains: ['cilium/peer', 'dns/endpoint-unreachable'],
		},
		refused: {
			severity: 'critical',
			text: 'This node itself does not reach the pods of {nodes}: its route {route} refuses what is for {range}; pods still reach each other',
			guide: {
				steps: [
					{text: 'ip route show root {range}; ip route show dev cilium_host'},
					{
						text: 'Remove it where it comes from (a routing daemon, NetworkManager, netplan, an old CNI), or it comes back; then: ip route del {route}',
						changes: 'node',
					},
					{
						text: 'If no route by cilium_host takes its place: kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['cilium/routing', 'cilium/system-requirements'],
			},
			explains: ['cilium/peer', 'dns/endpoint-unreachable'],
		},
	},
	*run({list, daemon, routes, links}, {finding, environment}) {
		const isUp = links.some(link => link.name === device && link.isUp);
		// Chained behind another plugin, Cilium leaves routing to that one, and clouds have their own ranges.
		if (!isUp || environment.chaining.value !== 'none' || daemon.ipamMode !== 'kubernetes') {
			return;
		}
		const main = mainRoutesOf(routes);
		// What a mesh of clusters announces is led by other rules.
		const clusterOf = (name: string): string => name.slice(0, name.indexOf('/') + 1);
		const ownCluster = list.nodes.filter(({name}) => clusterOf(name) === clusterOf(list.self));
		const lost = ownCluster.flatMap(({name, podCidrs}) =>
			podCidrs.flatMap(range => {
				const loss = lossOf(range, main);
				return loss === undefined ? [] : [{...loss, name: nodeNameIn(name, list.self), range}];
			}),
		);
		const refused = ownCluster
			.filter(({name}) => name !== list.self)
			.flatMap(({name, podCidrs}) =>
				podCidrs.flatMap(text => refusalsIn(text, main).map(route => ({name, range: text, route}))),
			);
		const node = thisNode(environment);
		const aboutOf = (names: readonly string[]) =>
			names.flatMap(name => [{kind: 'Peer', name} as const, {kind: 'Node', name} as const]);
		for (const route of new Set(refused.map(one => one.route))) {
			const same = refused.filter(one => one.route === route);
			const nodes = same.map(({name}) => nodeNameIn(name, list.self));
			const line = `${route.type} ${route.destination}`;
			yield finding(
				'refused',
				{
					nodes: listNames(nodes),
					range: listNames(same.map(({range}) => range)),
					route: line,
					node: node.name,
				},
				{kind: 'Route', name: route.destination},
				{
					evidence: [
						{from: 'routes', excerpt: routeLine(route)},
						{from: 'list', excerpt: same.map(({name, range}) => `${name}: ${range}`).join('\n')},
					],
					about: aboutOf(nodes),
					affects: [node],
				},
			);
		}
		const [first] = lost;
		if (first === undefined) {
			return;
		}
		const names = [...new Set(lost.map(({name}) => name))];
		yield finding(
			'missing',
			{nodes: listNames(names), range: first.range, instead: wayOf(first.fallback), node: node.name},
			{kind: 'Interface', name: device},
			{
				evidence: [
					{from: 'list', excerpt: lost.map(({name, range}) => `${name}: ${range}`).join('\n')},
					{
						from: 'routes',
						excerpt:
							routes
								.filter(({table, family}) => table === 'main' && family === first.family)
								.filter(route => route.dev === device || route === first.fallback)
								.map(routeLine)
								.join('\n') || 'none',
					},
				],
				about: aboutOf(names),
				affects: [node, {kind: 'Interface', name: device}],
			},
		);
	},
});

import {
	atPort,
	defineCheck,
	departedEndpoints,
	familyOf,
	isControlPlane,
	isSameAddress,
	listNames,
	lookupRoute,
	misannouncedEndpoint,
	type Route,
	routeLine,
	routingOf,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

const wayOf = (ownDevice: string | undefined, route: Route | undefined): string => {
	if (ownDevice !== undefined) {
		return `this node has that address itself, on ${ownDevice}`;
	}
	return route === undefined ? 'no route leads there' : `the route is ${routeLine(route)}`;
};

export default defineCheck({
	id: 'service/api-endpoints',
	title: 'The addresses that are announced for the API lead to the servers from here',
	rationale:
		'Pods and the CNI reach the API by the service kubernetes, whose endpoints are the addresses that each server announces: advertise-address, or else its node-ip. RKE2 itself goes by another way, the load balancer of the node. When a server announces an address of a network that this node is not in, the node is Ready and no pod on it reaches the API. Each server renews its own entry in the datastore; one of a server that is gone, or had another address, may stay there after a restored snapshot and takes its share of all connections.',
	needs: {
		contact: 'service.contact',
		nodes: 'kubernetes.nodes',
		reached: 'peer.underlay-reached',
		routes: 'ip.route',
		rules: 'ip.rule',
		rulesIpv6: 'ip.rule-ipv6',
		addresses: 'ip.address',
	},
	messages: {
		elsewhere: {
			severity: 'critical',
			text: 'The service of the API leads to {endpoints}, which do not answer this node ({way}), although the servers do at their InternalIPs ({servers}): they announce addresses of another network for the API',
			guide: {
				steps: [
					{text: 'Is a server just joining or being taken away? Then look again in a minute'},
					{
						text: 'kubectl get endpointslices kubernetes -o wide; kubectl get nodes -o wide; ip route get {first}',
					},
					{
						text: 'On every server, one by one: set advertise-address (and node-ip) in /etc/rancher/rke2/config.yaml to an address that all nodes reach, and restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'Until then, if {first} is reachable by a router: a route to its network on this node, in the network configuration of the system',
						changes: 'node',
					},
				],
				links: ['rke2/server-config', 'rke2/requirements-networking', 'kubernetes/debug-service'],
			},
			explains: [
				...(['service/api-address', 'cni/pod-failures', 'cni/configuration-missing'] as const),
				...(['canal/container', 'flannel/container', 'calico/container', 'cilium/container'] as const),
				...withoutApi,
			],
		},
		departed: {
			severity: 'critical',
			text: 'The service of the API leads to {address} too, which no node of this cluster has and where nothing answers ({result}): {count} endpoints for {servers} {servers:server|servers}. About one in {count} connections of pods to the API fails',
			guide: {
				steps: [
					{text: 'Is a server just joining or being taken away? Then look again in a minute'},
					{
						text: 'kubectl get endpointslices kubernetes -o wide; kubectl get nodes -o wide: {address} was a server, or a former address of one',
					},
					{
						text: 'On a server, what the datastore holds: crictl exec $(crictl ps -q --name etcd) etcdctl --cert /var/lib/rancher/rke2/server/tls/etcd/server-client.crt --key /var/lib/rancher/rke2/server/tls/etcd/server-client.key --cacert /var/lib/rancher/rke2/server/tls/etcd/server-ca.crt get --prefix --keys-only /registry/masterleases/',
					},
					{
						text: 'The same with del /registry/masterleases/{address}: the API servers take the endpoint away within seconds',
						changes: 'cluster',
					},
					{
						text: 'If it comes back, an API server still announces it: grep -rn -e advertise-address -e node-ip /etc/rancher/rke2 on every server, and a machine that was taken out of the cluster may still run',
					},
				],
				links: ['rke2/server-config', 'kubernetes/debug-service', 'rke2/backup-restore'],
			},
			explains: ['service/api-address#partly'],
		},
		anotherAddress: {
			severity: 'critical',
			text: 'The service of the API leads to {address} too, which no node is registered with and which does not answer this one ({result}), and not to {server}, which answers at {internalIp}: {server} seems to announce another address of its own for the API. About one in {count} connections of pods to the API fails',
			guide: {
				steps: [
					{
						text: 'Is a server being replaced just now? Then look again in a minute: the entry of the old one stays that long',
					},
					{text: 'On {server}: ip -br address; grep -rn -e advertise-address -e node-ip /etc/rancher/rke2'},
					{
						text: 'Only if {address} is listed there, on {server}: advertise-address: {internalIp} (and node-ip) in /etc/rancher/rke2/config.yaml, then systemctl restart rke2-server',
						changes: 'cluster',
					},
					{
						text: 'kubectl get endpointslices kubernetes -o wide then names {internalIp} instead of {address}',
					},
				],
				links: ['rke2/server-config', 'rke2/requirements-networking', 'kubernetes/debug-service'],
			},
			explains: ['service/api-address#partly'],
		},
	},
	*run({contact, nodes, reached, routes, rules, rulesIpv6, addresses}, {finding, environment}) {
		for (const {address, port, result, count, servers} of departedEndpoints(contact, nodes)) {
			yield finding(
				'departed',
				{address, result, count, servers},
				{kind: 'Endpoint', name: atPort(address, port)},
				{
					evidence: [
						{from: 'contact', excerpt: `${atPort(address, port)} ${result}`, of: address},
						{
							from: 'nodes',
							excerpt: nodes
								.filter(isControlPlane)
								.map(({name, internalIps}) => `${name}: ${internalIps.join(', ')}`)
								.join('\n'),
						},
					],
				},
			);
		}
		const misannounced = misannouncedEndpoint(contact, nodes, reached);
		if (misannounced !== undefined) {
			const {address, port, server, internalIp, result, count} = misannounced;
			yield finding(
				'anotherAddress',
				{address, server, internalIp, result, count},
				{kind: 'Endpoint', name: atPort(address, port)},
				{
					evidence: [
						{from: 'contact', excerpt: `${atPort(address, port)} ${result}`, of: address},
						{from: 'nodes', excerpt: `${server}: ${internalIp}`},
					],
					about: [{kind: 'Node', name: server}],
				},
			);
		}
		const asked = contact.endpoints.flatMap(({address, port, answer}) =>
			answer === undefined ? [] : [{address, port, result: answer.result}],
		);
		const [first] = asked;
		const isAnnounced = ({address}: {readonly address: string}): boolean =>
			nodes.some(({internalIps}) => internalIps.some(own => isSameAddress(own, address)));
		const ownDevice = (address: string): string | undefined =>
			addresses.find(own => isSameAddress(own.address, address))?.link;
		// Each machine of VirtualBox has the same address behind NAT: this node asks itself, and refuses.
		const isLost = asked.every(
			({address, result}) =>
				result === 'silent' ||
				result === 'unreachable' ||
				(result === 'reset' && ownDevice(address) !== undefined),
		);
		const servers = nodes.filter(
			node =>
				isControlPlane(node) &&
				node.internalIps.some(own => reached.some(address => isSameAddress(own, address))),
		);
		const answersNot = contact.service.result !== 'answered';
		if (first === undefined || !isLost || !answersNot || servers.length === 0 || asked.some(isAnnounced)) {
			return;
		}
		const family = familyOf(first.address);
		const routing = routingOf(family, family === 'ipv4' ? rules : rulesIpv6, routes);
		const found = lookupRoute(routing, {destination: first.address});
		yield finding(
			'elsewhere',
			{
				endpoints: listNames(asked.map(({address, port}) => atPort(address, port))),
				first: first.address,
				way: wayOf(ownDevice(first.address), found.kind === 'route' ? found.route : undefined),
				servers: listNames(servers.map(({name, internalIps}) => `${name} ${internalIps[0] ?? ''}`)),
			},
			{kind: 'Service', namespace: 'default', name: 'kubernetes'},
			{
				evidence: [
					{
						from: 'contact',
						excerpt: asked.map(({address, port, result}) => `${atPort(address, port)} ${result}`).join('\n'),
						of: first.address,
					},
					{
						from: 'nodes',
						excerpt: servers.map(({name, internalIps}) => `${name}: ${internalIps.join(', ')}`).join('\n'),
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

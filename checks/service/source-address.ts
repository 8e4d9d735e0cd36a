import {
	atPort,
	contains,
	defineCheck,
	familyOf,
	lookupRoute,
	parseAddress,
	parseCidr,
	routeLine,
	routingOf,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/source-address',
	title: 'This node talks to service addresses with an address that the servers can answer',
	rationale:
		'For a packet of the node to a service address the kernel chooses the source by the route to that address, usually the default route, and only then kube-proxy translates the destination. Where the servers are reached by another interface, the source is wrong, unless kube-proxy hides it, which it does for sources outside of its cluster CIDR. The CNI of a new node talks to the API this way.',
	needs: {
		contact: 'service.contact',
		kubeProxy: 'kube-proxy.arguments',
		routes: 'ip.route',
		rules: 'ip.rule',
		rulesIpv6: 'ip.rule-ipv6',
		addresses: 'ip.address',
	},
	messages: {
		wrong: {
			severity: 'critical',
			text: 'This node talks to the service address of the API, {address}, with its address {source} of {device}, but reaches the servers ({server}) by {serverDevice}: their answers do not come back, and kube-proxy does not hide the source ({why})',
			guide: {
				steps: [
					{text: 'ip route get {address}; ip route get {server}: both should show the same source'},
					{
						text: 'ip{option} route add {address}/{prefix} dev {serverDevice}: answers come at once; make it permanent in the configuration of the network, for the whole service CIDR',
						changes: 'node',
					},
					{
						text: 'Better: the default route by {serverDevice}, and node-ip its address, before RKE2 is installed',
						changes: 'node',
					},
					{
						text: 'In ipvs mode (kube-ipvs0 has the address itself) the source is always that of the service: only a cluster-cidr of pods alone has kube-proxy hide it, as in the next step',
					},
					{
						text: 'Take cluster-cidr out of kube-proxy-arg in /etc/rancher/rke2/config.yaml: RKE2 sets it to the range of pods',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rke2/server-config', 'kubernetes/debug-service'],
			},
			explains: ['service/api-address#silent', 'flannel/log#apiUnreachable', 'flannel/subnet-env#missing'],
		},
	},
	*run({contact, kubeProxy, routes, rules, rulesIpv6, addresses}, {finding, environment}) {
		const server = contact.endpoints.find(({answer}) => answer?.result === 'answered');
		if (contact.service.result === 'answered' || server === undefined || kubeProxy === undefined) {
			return;
		}
		const family = familyOf(contact.address);
		const routing = routingOf(family, family === 'ipv4' ? rules : rulesIpv6, routes);
		const wayTo = (destination: string) => {
			const answer = lookupRoute(routing, {destination});
			const route = answer.kind === 'route' ? answer.route : undefined;
			const [own, ...others] = addresses.filter(
				one => one.link === route?.dev && one.family === family && one.scope !== 'link',
			);
			// Which of several of IPv6 it takes follows from more than is known here.
			const isChosen = family === 'ipv4' || others.length === 0;
			const source = route?.source ?? (isChosen ? own?.address : undefined);
			return route?.dev === undefined || source === undefined
				? undefined
				: {route, device: route.dev, source};
		};
		const [way, direct] = [wayTo(contact.address), wayTo(server.address)];
		if (
			way === undefined ||
			direct === undefined ||
			way.device === direct.device ||
			way.source === direct.source
		) {
			return;
		}
		const source = parseAddress(way.source);
		const ranges = (kubeProxy.get('cluster-cidr') ?? '')
			.split(',')
			.flatMap(text => parseCidr(text.trim()) ?? []);
		const holder = ranges.find(range => source !== undefined && contains(range, source));
		const isHidden =
			kubeProxy.get('masquerade-all') === 'true' ||
			kubeProxy.has('detect-local-mode') ||
			(ranges.length > 0 && holder === undefined);
		if (isHidden) {
			return;
		}
		yield finding(
			'wrong',
			{
				address: contact.address,
				...(family === 'ipv4' ? {option: '', prefix: 32} : {option: ' -6', prefix: 128}),
				source: way.source,
				device: way.device,
				server: server.address,
				serverDevice: direct.device,
				why:
					holder === undefined
						? 'it was given no cluster-cidr'
						: `${way.source} lies in its cluster-cidr ${kubeProxy.get('cluster-cidr') ?? ''}`,
			},
			{kind: 'Interface', name: way.device},
			{
				evidence: [
					{from: 'routes', excerpt: `to ${contact.address}: ${routeLine(way.route)}`},
					{from: 'routes', excerpt: `to ${server.address}: ${routeLine(direct.route)}`},
					{
						from: 'contact',
						excerpt: `${atPort(contact.address, contact.port)} ${contact.service.result}`,
						of: contact.address,
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

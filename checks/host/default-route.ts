import {
	defaultRoutes,
	defineCheck,
	isClusterDevice,
	lookupRoute,
	type Route,
	routeLine,
	routingOf,
	ruleLine,
	saidOfLoss,
	thisNode,
	withoutApi,
} from 'rke2-netdoctor';

/** An address that nobody has, and the service address of the API in RKE2's default range. */
const probed = ['192.0.2.1', '10.43.0.1'] as const;

/** A wide route that somebody entered by hand takes the place of a default route where there is nothing else to reach. */
const isWide = ({destination}: {readonly destination: string}): boolean =>
	Number(destination.split('/')[1]) <= 16;

const isDefault = ({destination}: {readonly destination: string}): boolean => destination === '0.0.0.0/0';

/** What `ip route del` takes: it refuses the flags that a route is shown with. */
const entryOf = ({gateway, dev, metric}: Route): string =>
	`default${gateway === undefined ? '' : ` via ${gateway}`} dev ${dev}${metric === undefined ? '' : ` metric ${metric}`}`;

export default defineCheck({
	id: 'host/default-route',
	title: 'This node has an IPv4 default route that leads out of it',
	rationale:
		'RKE2, kubelet and flannel take the address of the node from the interface of the default route, and the kernel translates service addresses only after it has found a route for them. An air-gapped node needs one too, through a dummy interface if there is nothing else.',
	needs: {routes: 'ip.route', rules: 'ip.rule'},
	wants: {losses: 'network.address-losses'},
	messages: {
		astray: {
			severity: 'critical',
			text: 'The default route of this node leads to {device}, a device of the pod network ({route}): whatever is not in its own network is lost',
			guide: {
				steps: [
					{text: 'ip route show default; ip route get 192.0.2.1'},
					{text: 'ip route del {entry}; {afterwards}', changes: 'node'},
					{
						text: 'Keep the program that made it off the devices of pods and of the CNI, and start it anew: denyinterfaces cali* flannel* cni* veth* cilium* lxc* in /etc/dhcpcd.conf, NetworkInterfaceBlacklist of connman, [keyfile] unmanaged-devices of NetworkManager',
						changes: 'node',
					},
				],
				links: [
					'rke2/requirements-networking',
					'flannel/interface-selection',
					'rke2/known-issues-networkmanager',
				],
			},
			explains: ['interface/flannel-iface#noDefaultRoute'],
		},
		ruledOut: {
			severity: 'critical',
			text: 'This node has a default route ({route}), but no routing rule leads to it: service addresses cannot be reached from it, nor anything beyond its own network',
			guide: {
				steps: [
					{text: 'ip rule show: is "32766: from all lookup main" there, without suppress_prefixlength?'},
					{text: 'ip rule add priority 32766 lookup main', changes: 'node'},
					{
						text: 'Find who took the rule away or replaced it (a VPN such as wg-quick, a network configuration) and start that anew',
						changes: 'node',
					},
				],
				links: ['rke2/airgap-default-route', 'rke2/requirements-networking'],
			},
			explains: [
				'underlay/peer-unreachable',
				'service/api-address#silent',
				'dns/service-address#silent',
				...withoutApi,
			],
		},
		missing: {
			severity: 'critical',
			text: 'This node has no IPv4 default route: RKE2 cannot choose its address, and service addresses cannot be reached from it{said}',
			guide: {
				steps: [
					{text: 'ip route add default via GATEWAY, with the router of your network', changes: 'node'},
					{
						text: 'Without a router: ip link add dummy0 type dummy; ip link set dummy0 up; ip addr add 203.0.113.254/31 dev dummy0; ip route add default via 203.0.113.255 dev dummy0 metric 1000',
						changes: 'node',
					},
					{
						text: 'Enter it in the network configuration of the system, so that it is there before RKE2 starts',
						changes: 'node',
					},
				],
				links: ['rke2/airgap-default-route', 'flannel/interface-selection'],
			},
			explains: [
				'rke2/service-stopped#looping',
				'rke2/service-stopped#failed',
				'interface/flannel-iface#noDefaultRoute',
				'underlay/peer-unreachable',
				'service/api-address#silent',
				'dns/service-address#silent',
				'flannel/log#interface',
				...withoutApi,
				'calico/log#noAddress',
			],
		},
	},
	*run({routes, rules, losses = []}, {finding, environment}) {
		const routing = routingOf('ipv4', rules, routes);
		const toWorld = lookupRoute(routing, {destination: probed[0]});
		const {dev = ''} = toWorld.kind === 'route' ? toWorld.route : {};
		if (toWorld.kind === 'route' && isDefault(toWorld.route) && isClusterDevice(dev)) {
			const other = defaultRoutes(routes, 'ipv4').find(route => !isClusterDevice(route.dev ?? ''));
			yield finding(
				'astray',
				{
					device: dev,
					route: routeLine(toWorld.route),
					entry: entryOf(toWorld.route),
					afterwards:
						other === undefined
							? 'the one of your network is missing, enter it in the network configuration of the system'
							: `the one by ${other.dev ?? 'the network'} takes its place`,
				},
				{kind: 'Route', name: `default dev ${dev}`},
				{
					evidence: [
						{
							from: 'routes',
							excerpt: [toWorld.route, ...(other === undefined ? [] : [other])].map(routeLine).join('\n'),
						},
					],
					affects: [thisNode(environment)],
				},
			);
			return;
		}
		// While nobody knows the families, an IPv6 default route may be all that there is to have.
		const families = environment.families.value ?? (defaultRoutes(routes, 'ipv6').length > 0 ? [] : ['ipv4']);
		if (!families.includes('ipv4')) {
			return;
		}
		const isUnreachable = probed.every(destination => {
			const {kind} = lookupRoute(routing, {destination});
			return kind !== 'route' && kind !== 'undecided';
		});
		const own = routes.filter(
			({family, table, type, protocol}) =>
				family === 'ipv4' && table === 'main' && type === 'unicast' && protocol !== 'kernel',
		);
		if (!isUnreachable) {
			return;
		}
		const hidden = defaultRoutes(own, 'ipv4')[0];
		const mainRules = rules.filter(({table}) => table === 'main');
		const isHidden = mainRules.some(({suppressPrefixLength}) => suppressPrefixLength === 0);
		const isAsked = mainRules.some(({suppressPrefixLength}) => suppressPrefixLength === undefined);
		// Without any rule for the table main more is lost than the default route, which is another finding.
		if (hidden !== undefined && isHidden && !isAsked) {
			yield finding(
				'ruledOut',
				{route: routeLine(hidden)},
				{kind: 'RoutingRule', name: 'from all lookup main'},
				{
					evidence: [
						{from: 'rules', excerpt: rules.map(rule => `${rule.priority}: ${ruleLine(rule)}`).join('\n')},
						{from: 'routes', excerpt: routeLine(hidden)},
					],
					affects: [thisNode(environment)],
				},
			);
			return;
		}
		if (own.some(isWide)) {
			return;
		}
		// Of other interfaces nobody expects a default route: that of a BMC may ask for a lease in vain since the start.
		const loss = losses.findLast(
			({device, message}) =>
				environment.uplinks.value?.includes(device) === true && /dhcp|default route/i.test(message),
		);
		yield finding(
			'missing',
			{said: saidOfLoss(loss)},
			{kind: 'Route', name: 'default'},
			{
				evidence: [
					{from: 'routes', excerpt: 'no default'},
					...(loss === undefined ? [] : [{from: 'losses', excerpt: loss.message} as const]),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});

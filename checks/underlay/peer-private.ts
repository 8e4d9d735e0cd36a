import {
	defineCheck,
	isInService,
	isPrivateAddress,
	lookupRoute,
	parseAddress,
	peerContactsOf,
	routingOf,
} from 'rke2-netdoctor';

const explains = [
	'underlay/peer-unreachable',
	'overlay/peer-unreachable',
	'overlay/wireguard-peer#noHandshake',
	'dns/endpoint-unreachable',
] as const;

const isVpn = (kind: string | undefined): boolean => kind === 'wireguard' || kind === 'tun' || kind === 'ppp';

export default defineCheck({
	id: 'underlay/peer-private',
	title: 'Nodes of other networks are registered with an address that leads to them',
	rationale:
		'Nodes in several clouds or sites know each other only by addresses that are routed between them. A node that is registered with the private address of its own site cannot be reached from the others, although it has an ExternalIP: kubelet, the tunnel and everything else are sent to nowhere.',
	needs: {
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		rules: 'ip.rule',
		links: 'ip.link',
	},
	messages: {
		unreachable: {
			severity: 'critical',
			text: '{peer} is registered with {internalIp}, a private address to which only the default route leads and which does not answer; its ExternalIP is {externalIp}',
			guide: {
				steps: [
					{text: 'ping -c 3 {externalIp}; ip route get {internalIp}'},
					{
						text: 'Best: give all nodes one private network or VPN, and set node-ip to the address in it, in /etc/rancher/rke2/config.yaml of each node',
						changes: 'node',
					},
					{
						text: 'Else let the tunnel go to the ExternalIP: kubectl annotate node {peer} flannel.alpha.coreos.com/public-ip-overwrite={externalIp}, restart its CNI pod, and open the UDP port of the tunnel for the external addresses of all nodes',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'rke2/requirements-cni-ports', 'rke2/requirements-networking'],
			},
			explains,
		},
		intoVpn: {
			severity: 'warning',
			text: '{peer} is registered with {internalIp}, which this node sends into {device}, a VPN that takes whatever no other route leads to, and it does not answer',
			guide: {
				steps: [
					{text: 'ip route get {internalIp}; ip rule show; ip route show table all default'},
					{
						text: 'Leave the networks of the nodes out of the VPN: split tunnel, AllowedIPs without them, or the allow-list of its client for subnets',
						changes: 'node',
					},
					{
						text: 'Or enter them in the network configuration of this node, so that they outlive a reboot: a route to the network of {peer} by the router of this one',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
			explains,
		},
		behindNat: {
			severity: 'warning',
			text: '{peer} is registered with {internalIp}, a private address of another network to which only the default route leads ({gateway}), and does not answer: it is down, a firewall between the networks drops what is for it, it is behind NAT, or no router knows that address',
			guide: {
				steps: [
					{text: 'ip route get {internalIp}; traceroute -n {internalIp}; on {peer}: ip route'},
					{
						text: 'If other nodes of that network are reached from here: it is {peer} alone, or a firewall that does not know it',
					},
					{
						text: 'Give all nodes one private network or VPN, and set node-ip to the address in it, in /etc/rancher/rke2/config.yaml of each node',
						changes: 'node',
					},
					{
						text: 'Or routes between the networks of the nodes, both ways, without NAT',
						changes: 'cluster',
					},
					{
						text: 'Or, where {peer} has an address that all reach: node-external-ip in its configuration, and kubectl annotate node {peer} flannel.alpha.coreos.com/public-ip-overwrite=THAT_ADDRESS for the tunnel',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'rke2/requirements-cni-ports', 'rke2/requirements-networking'],
			},
			explains,
		},
	},
	*run({nodes, routes, rules, links, plan, ...answers}, {finding}) {
		const routing = routingOf('ipv4', rules, routes);
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const routeTo = (destination: string) => {
			const found = lookupRoute(routing, {destination});
			return found.kind === 'route' ? found.route : undefined;
		};
		const isDefault = (address: string): boolean => routeTo(address)?.destination === '0.0.0.0/0';
		const answering = contacts.filter(({underlay}) => underlay === 'answers' || underlay === 'pings');
		// Where nobody answers, it is this node that is cut off; where others answer by that route, networks are routed.
		const isApart = answering.length > 0 && answering.every(({peer}) => !isDefault(peer.underlay));
		for (const {peer, underlay, overlay} of contacts) {
			const internal = parseAddress(peer.underlay);
			const node = nodes.find(({name}) => name === peer.name);
			const externalIp = node?.externalIps.find(address => address !== peer.underlay);
			const isLost = underlay === 'silent' && overlay !== 'answers' && isInService(peer.standing);
			if (plan.source !== 'api' || internal?.family !== 'ipv4' || !isLost) {
				continue;
			}
			const route = routeTo(peer.underlay);
			if (!isDefault(peer.underlay) || !isPrivateAddress(internal)) {
				continue;
			}
			if (externalIp !== undefined) {
				yield finding(
					'unreachable',
					{peer: peer.name, internalIp: peer.underlay, externalIp},
					{kind: 'Peer', name: peer.name},
					{
						evidence: [
							{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
							{from: 'nodes', excerpt: `${peer.name}: InternalIP ${peer.underlay}, ExternalIP ${externalIp}`},
							{from: 'routes', excerpt: `default dev ${route?.dev ?? ''}`},
						],
						about: [{kind: 'Node', name: peer.name}],
					},
				);
			} else if (isApart) {
				const {gateway = '', dev = ''} = route ?? {};
				if (links.some(({name, kind}) => name === dev && isVpn(kind))) {
					yield finding(
						'intoVpn',
						{peer: peer.name, internalIp: peer.underlay, device: dev},
						{kind: 'Peer', name: peer.name},
						{
							evidence: [
								{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
								{from: 'routes', excerpt: `default dev ${dev} table ${route?.table ?? 'main'}`},
							],
							about: [{kind: 'Node', name: peer.name}],
						},
					);
					continue;
				}
				yield finding(
					'behindNat',
					{peer: peer.name, internalIp: peer.underlay, gateway: `${gateway} dev ${dev}`.trim()},
					{kind: 'Peer', name: peer.name},
					{
						evidence: [
							{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
							{from: 'routes', excerpt: `default via ${gateway} dev ${dev}`},
						],
						about: [{kind: 'Node', name: peer.name}],
					},
				);
			}
		}
	},
});

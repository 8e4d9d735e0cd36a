import {
	defineCheck,
	isInService,
	isPrivateAddress,
	lookupRoute,
	parseAddress,
	peerContactsOf,
	routingOf,
} from 'rke2-netdoctor';

const isIpv4 = (address: string): boolean => parseAddress(address)?.family === 'ipv4';

const isPrivate = (address: string): boolean => {
	const parsed = parseAddress(address);
	return parsed?.family === 'ipv4' && isPrivateAddress(parsed);
};

export default defineCheck({
	id: 'underlay/peer-public',
	title: 'No node is registered with a public address among nodes with private ones',
	rationale:
		'A node with two cards is registered with the address of its default route, unless node-ip says otherwise: that of the public card, while all others have those of their common network. It is Ready, because it calls the servers itself, but what others send it meets the firewall of the provider.',
	needs: {
		plan: 'peer.plan',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		nodes: 'kubernetes.nodes',
		routes: 'ip.route',
		rules: 'ip.rule',
	},
	messages: {
		registered: {
			severity: 'warning',
			text: '{peer} is registered with {internalIp}, a public address, and does not answer there, while all others are registered with private ones, such as {other} with {otherIp}, which answers: it joined with the address of another card, or a firewall on the way drops what comes for it',
			guide: {
				steps: [
					{
						text: 'On {peer}: ip -br address; grep -rn node-ip /etc/rancher/rke2; systemctl status rke2-agent',
					},
					{
						text: 'If it has an address in the network of the others: there, node-ip: THAT_ADDRESS in /etc/rancher/rke2/config.yaml, then systemctl restart rke2-agent. A server is better taken out and joined anew',
						changes: 'cluster',
					},
					{
						text: 'If the public one is meant: open the ports of RKE2 and of the tunnel between {internalIp} and all other nodes, both ways',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-networking', 'rke2/requirements-ports', 'rke2/requirements-cni-ports'],
			},
			explains: ['underlay/peer-unreachable'],
		},
	},
	*run({nodes, routes, rules, plan, ...answers}, {finding}) {
		const routing = routingOf('ipv4', rules, routes);
		const isFar = (destination: string): boolean => {
			const found = lookupRoute(routing, {destination});
			return found.kind === 'route' && found.route.destination === '0.0.0.0/0';
		};
		const contacts = peerContactsOf({...answers, overlayPings: []});
		const near = contacts.find(({peer, underlay}) => underlay === 'answers' && isPrivate(peer.underlay));
		if (plan.source !== 'api' || near === undefined) {
			return;
		}
		for (const {peer, underlay, overlay} of contacts) {
			const isLost = underlay === 'silent' && overlay !== 'answers' && isInService(peer.standing);
			const isPublic = isIpv4(peer.underlay) && !isPrivate(peer.underlay);
			const others = nodes
				.filter(({name}) => name !== peer.name)
				.flatMap(({internalIps}) => internalIps.filter(isIpv4));
			if (!isLost || !isPublic || !isFar(peer.underlay) || !others.every(isPrivate)) {
				continue;
			}
			yield finding(
				'registered',
				{
					peer: peer.name,
					internalIp: peer.underlay,
					other: near.peer.name,
					otherIp: near.peer.underlay,
				},
				{kind: 'Peer', name: peer.name},
				{
					evidence: [
						{from: 'underlay', excerpt: `${peer.underlay}:10250 is silent`, of: peer.underlay},
						{
							from: 'nodes',
							excerpt: `${peer.name}: InternalIP ${peer.underlay}\n${near.peer.name}: InternalIP ${near.peer.underlay}`,
						},
					],
					about: [{kind: 'Node', name: peer.name}],
				},
			);
		}
	},
});

import {
	defineCheck,
	isInService,
	isSameAddress,
	linkLine,
	listNames,
	peerContactsOf,
	thisNode,
} from 'rke2-netdoctor';

const devices = [
	{device: 'wireguard.cali', family: 'ipv4'},
	{device: 'wg-v6.cali', family: 'ipv6'},
] as const;

/** Seconds; then a session is dead: https://www.wireguard.com/papers/wireguard.pdf section 6.1. */
const rejectAfter = 180;

export default defineCheck({
	id: 'calico/wireguard-address',
	title: 'The WireGuard device of Calico has the address that the other nodes accept',
	rationale:
		'calico-node takes an address out of the pool for wireguard.cali, once, when it starts. Without one the kernel gives what this node itself sends to pods of other nodes the address of another device, and WireGuard there drops what comes from an address that it was not told. Pods are well, for they have addresses of their own.',
	when: {cni: ['calico']},
	needs: {
		links: 'ip.link',
		addresses: 'ip.address',
		samples: 'wireguard.peers',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has no address, so that {peers} {count:drops|drop} what this node itself sends to pods there (health checks, pods in the host network, NodePorts), although {count:a session stands|sessions stand}',
			guide: {
				steps: [
					{text: 'ip address show dev {device}; kubectl get node {node} -o yaml | grep -i wireguard'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: it takes an address for {device} when it starts',
						changes: 'cluster',
					},
					{
						text: 'If it gets none: kubectl get ippools: one that is not disabled must have a free block for this node; kubectl -n calico-system logs -l k8s-app=calico-node --prefix --tail 200 | grep -i tunnel-ip',
					},
				],
				links: ['calico/wireguard', 'calico/ip-pool', 'calico/component-logs'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run(evidence, {finding, environment}) {
		const {links, addresses, samples} = evidence;
		const contacts = peerContactsOf(evidence).filter(
			({peer, underlay, overlay}) =>
				isInService(peer.standing) && underlay === 'answers' && overlay === 'silent',
		);
		for (const {device, family} of devices) {
			const link = links.find(({name, isUp}) => name === device && isUp);
			const hasAddress = addresses.some(address => address.link === device && address.family === family);
			// With encryption between hosts the peers accept the address of the node as well.
			const inSession = (samples.last.find(({name}) => name === device)?.peers ?? []).filter(
				({handshakeAge = Infinity, endpoint, allowedIps}) =>
					handshakeAge < rejectAfter &&
					endpoint !== undefined &&
					!allowedIps.some(range => isSameAddress(range.replace(/\/\d+$/, ''), endpoint.address)),
			);
			const cutOff = contacts.filter(({peer}) =>
				inSession.some(({endpoint}) => isSameAddress(endpoint?.address ?? '', peer.underlay)),
			);
			const [first] = cutOff;
			if (link === undefined || hasAddress || first === undefined) {
				continue;
			}
			yield finding(
				'missing',
				{
					device,
					peers: listNames(cutOff.map(({peer}) => peer.name)),
					count: cutOff.length,
					node: environment.nodeName.value ?? 'NODE',
				},
				{kind: 'Interface', name: device},
				{
					evidence: [
						{from: 'links', excerpt: linkLine(link)},
						{from: 'addresses', excerpt: `no address on ${device}`},
						{from: 'overlay', excerpt: `${first.peer.overlay}:10250 is silent`, of: first.peer.overlay ?? ''},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

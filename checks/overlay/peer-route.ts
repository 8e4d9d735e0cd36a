import {
	brokenBy,
	cnisInUse,
	comparePeers,
	concerning,
	defineCheck,
	deviationsOf,
	type Environment,
	flannelPodOf,
	formerDevices,
	isPresentDevice,
	type PeerComparison,
	type PeerDeviation,
	type Route,
	routeLine,
	sharedByAll,
	unusableGateways,
} from 'rke2-netdoctor';

const announcedBy =
	({cni}: Pick<Environment, 'cni'>) =>
	(node: string, podCidr: string) =>
		({
			from: 'nodes',
			excerpt: `${node}: ${cni.value === 'calico' ? 'VXLANTunnelAddr in' : 'podCIDR'} ${podCidr}`,
		}) as const;

const isTaken = <Found extends {readonly taken: Route | undefined}>(
	found: Found,
): found is Found & {readonly taken: Route} => found.taken !== undefined;

/** Peers that have a cause of their own are none that others could share theirs with. */
const without = (told: readonly PeerDeviation[], {compared, deviations}: PeerComparison): PeerComparison => ({
	deviations,
	compared: new Map(
		[...compared].map(([name, count]) => [
			name,
			count - told.filter(({device}) => device.name === name).length,
		]),
	),
});

const holderOf = ({dev, type}: Route) => ({
	holder: dev ?? 'a device',
	what: type === 'broadcast' ? 'the broadcast address of a network' : 'an address',
});

const whereOf = (route: Route): string =>
	route.type === 'unicast'
		? routeLine(route).replace(route.destination, '').trim()
		: `into a route of the type ${route.type}`;

/** The pod that enters the routes does so when it starts. */
const restart = {
	text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
const links = ['flannel/backend-vxlan', 'flannel/troubleshooting', 'calico/routing-table'] as const;
const silence = ['overlay/peer-unreachable', 'dns/endpoint-unreachable'] as const;
const ofPeer = ['overlay/peer-neighbour#missing', 'overlay/peer-fdb#missing', ...silence] as const;

export default defineCheck({
	id: 'overlay/peer-route',
	title: 'The pod addresses of every other node are routed into the tunnel to that node',
	rationale:
		'flannel enters one route for each node, Felix with Calico one for each block of addresses: by way of its VTEP, or straight to the node where both share a network. Without it packets leave by the default route and are lost; with a wrong one they reach another node.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {nodes: 'kubernetes.nodes', routes: 'ip.route', links: 'ip.link', settled: 'rke2.settled'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'There is no route to {podCidr}, the pods of {peer}',
			guide: {
				steps: [
					{text: 'ip route replace {podCidr} via {gateway} dev {device} onlink', changes: 'node'},
					restart,
				],
				links: [...links, 'rke2/known-issues-networkmanager'],
			},
			explains: ofPeer,
		},
		refused: {
			severity: 'critical',
			text: 'There is no route to {podCidr}, the pods of {peer}, and the kernel refuses one: {gateway}, by which it leads, is {what} of {holder} on this node',
			guide: {
				steps: [
					{text: 'ip route show table local {gateway}; ip address show dev {holder}'},
					{
						text: 'Give {holder} addresses outside of the ranges of the cluster, where they are configured (for Docker bip and default-address-pools in /etc/docker/daemon.json)',
						changes: 'node',
					},
					restart,
				],
				links: [...links, 'rke2/server-config'],
			},
			explains: ofPeer,
		},
		allMissing: {
			severity: 'critical',
			text: 'There is no route to the pods of any of the {count} other nodes ({peers})',
			guide: {
				steps: [
					{text: 'ip route show dev {device}'},
					restart,
					{
						text: 'If they disappear again: keep NetworkManager from managing {device}; with systemd-networkd, which removes them when it is restarted, ManageForeignRoutes=no under [Network] in /etc/systemd/networkd.conf.d/90-rke2.conf',
					},
				],
				links: [
					'flannel/backend-vxlan',
					'rke2/known-issues-networkmanager',
					'flannel/logging',
					'calico/routing-table',
				],
			},
			explains: [
				'overlay/peer-neighbour#missing',
				'overlay/peer-neighbour#allMissing',
				'overlay/peer-fdb#missing',
				'overlay/peer-fdb#allMissing',
				'overlay/peer-unreachable',
				'dns/endpoint-unreachable',
			],
		},
		ownNetwork: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, which has the address {address}: what goes to those pods stays on this node, and the route into {device} is missing',
			guide: {
				steps: [
					{text: 'ip -d address show dev {other}; ip -br link show master {other}'},
					{
						text: 'Give {other} another range where it is configured (Docker, libvirt, network configuration of the system)',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains: silence,
		},
		ownBridge: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, the device of the CNI for the pods of this node, with the address {address}: what goes to those pods stays on this node',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR'},
					{text: 'cat /run/flannel/subnet.env; ip address show dev {other}: which of them is not of {node}'},
				],
				links: ['flannel/pod-cidr', 'flannel/backend-vxlan', 'flannel/troubleshooting'],
			},
			explains: silence,
		},
		formerNetwork: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is the network of {other} here, left over from {former}, which has the address {address}: what goes to those pods stays on this node, and the route into {device} is missing',
			guide: {
				steps: [
					{
						text: 'ip -d address show dev {other}; ip -br link show master {other}: nothing that runs is to have its end there',
					},
					{
						text: 'ip link delete {other}: its addresses and routes go with it',
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains: silence,
		},
		elsewhere: {
			severity: 'critical',
			text: '{podCidr}, the pods of {peer}, is routed {where} instead of to {gateway} on {device}',
			guide: {
				steps: [
					{text: 'ip route show {podCidr}'},
					{text: 'ip route replace {podCidr} via {gateway} dev {device} onlink', changes: 'node'},
					restart,
				],
				links,
			},
			explains: ofPeer,
		},
	},
	*run(evidence, {finding, environment}) {
		const comparison = comparePeers(evidence, environment);
		const pod = flannelPodOf(environment);
		const announced = announcedBy(environment);
		const inUse = cnisInUse(environment, []);
		const unusable = unusableGateways(evidence.routes);
		/** Where the CNI itself has that address, two Nodes share a range, which is another finding. */
		const takenBy = (gateway: string): Route | undefined => {
			const taken = unusable(gateway);
			return isPresentDevice(taken?.dev ?? '', environment, inUse) ? undefined : taken;
		};
		const missing = deviationsOf(comparison, 'route-missing').map(found => ({
			...found,
			taken: takenBy(found.peer.gateway),
		}));
		for (const {peer, device, taken} of missing.filter(isTaken)) {
			const {node, podCidr, gateway} = peer;
			yield finding(
				'refused',
				{podCidr, gateway, peer: node, ...holderOf(taken), ...pod},
				{kind: 'Route', name: podCidr},
				{
					evidence: [
						{from: 'routes', excerpt: `${taken.type} ${routeLine(taken)} table local`},
						announced(node, podCidr),
					],
					...concerning(peer, device),
				},
			);
		}
		const {shared, single} = sharedByAll(
			missing.filter(found => !isTaken(found)),
			without(missing.filter(isTaken), comparison),
		);
		for (const {first, count, peers} of shared) {
			const {device, peer} = first;
			yield finding(
				'allMissing',
				{count, peers, device: device.name, ...pod},
				{kind: 'Interface', name: device.name},
				{
					evidence: [
						{from: 'routes', excerpt: `no route to ${peer.podCidr}`},
						announced(peer.node, peer.podCidr),
					],
					affects: brokenBy(device, environment),
				},
			);
		}
		for (const {peer, device} of single) {
			const {node, podCidr, gateway} = peer;
			yield finding(
				'missing',
				{podCidr, gateway, peer: node, device: device.name, ...pod},
				{kind: 'Route', name: podCidr},
				{
					evidence: [{from: 'routes', excerpt: `no route to ${podCidr}`}, announced(node, podCidr)],
					...concerning(peer, device),
				},
			);
		}
		const misled = [
			...deviationsOf(comparison, 'route-elsewhere'),
			...deviationsOf(comparison, 'route-to-other-peer'),
		];
		for (const {peer, device, deviation} of misled) {
			const {node, podCidr, gateway} = peer;
			const line = routeLine(deviation.route);
			const {dev: other, source: address, gateway: router, protocol} = deviation.route;
			const of = {
				evidence: [{from: 'routes', excerpt: line}, announced(node, podCidr)] as const,
				...concerning(peer, device),
			};
			const subject = {kind: 'Route', name: podCidr} as const;
			// The kernel enters such a route for an address, and again whenever the address comes back.
			if (protocol === 'kernel' && router === undefined && other !== undefined && address !== undefined) {
				const former =
					formerDevices(environment, inUse, evidence.links).find(({name}) => name === other)?.madeBy ?? '';
				const isOfCni = isPresentDevice(other, environment, inUse);
				yield finding(
					isOfCni ? 'ownBridge' : former === '' ? 'ownNetwork' : 'formerNetwork',
					{podCidr, peer: node, other, address, former, device: device.name, ...pod},
					subject,
					of,
				);
				continue;
			}
			const where =
				deviation.kind === 'route-to-other-peer' ? `to ${deviation.owner}` : whereOf(deviation.route);
			yield finding(
				'elsewhere',
				{podCidr, gateway, where, peer: node, device: device.name, ...pod},
				subject,
				of,
			);
		}
	},
});

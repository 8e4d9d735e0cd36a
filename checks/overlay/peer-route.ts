import {
	announcedRangeLine,
	brokenBy,
	cnisInUse,
	comparePeers,
	concerning,
	defineCheck,
	deviationsOf,
	type Environment,
	flannelPodOf,
	isPresentDevice,
	type MisledRoute,
	misledRoutesOf,
	type PeerComparison,
	type PeerDeviation,
	type PeerVtep,
	type Route,
	routeLine,
	sharedByAll,
	unusableGateways,
} from 'rke2-netdoctor';

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

/** The routes that are not there: which of them the kernel would refuse, and which have one cause for all peers. */
const missingRoutesOf = (comparison: PeerComparison, routes: readonly Route[], environment: Environment) => {
	const inUse = cnisInUse(environment, []);
	const unusable = unusableGateways(routes);
	/** Where the CNI itself has that address, two Nodes share a range, which is another finding. */
	const takenBy = (gateway: string): Route | undefined => {
		const taken = unusable(gateway);
		return isPresentDevice(taken?.dev ?? '', environment, inUse) ? undefined : taken;
	};
	const missing = deviationsOf(comparison, 'route-missing').map(found => ({
		...found,
		taken: takenBy(found.peer.gateway),
	}));
	const refused = missing.filter(isTaken);
	const others = missing.filter(found => !isTaken(found));
	return {refused, ...sharedByAll(others, without(refused, comparison))};
};

const holderOf = ({dev, type}: Route) => ({
	holder: dev ?? 'a device',
	what: type === 'broadcast' ? 'the broadcast address of a network' : 'an address',
});

const whereOf = (deviation: MisledRoute['deviation']): string => {
	if (deviation.kind === 'route-to-other-peer') {
		return `to ${deviation.owner}`;
	}
	const {route} = deviation;
	return route.type === 'unicast'
		? routeLine(route).replace(route.destination, '').trim()
		: `into a route of the type ${route.type}`;
};

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
		const {refused, shared, single} = missingRoutesOf(comparison, evidence.routes, environment);
		const pod = flannelPodOf(environment);
		const announced = (peer: PeerVtep) =>
			({from: 'nodes', excerpt: announcedRangeLine(peer, environment)}) as const;
		const subjectOf = ({podCidr: name}: PeerVtep) => ({kind: 'Route', name}) as const;
		for (const {peer, device, taken} of refused) {
			const {node, podCidr, gateway} = peer;
			const data = {podCidr, gateway, peer: node, ...holderOf(taken), ...pod};
			yield finding('refused', data, subjectOf(peer), {
				evidence: [
					{from: 'routes', excerpt: `${taken.type} ${routeLine(taken)} table local`},
					announced(peer),
				],
				...concerning(peer, device),
			});
		}
		for (const {first, count, peers} of shared) {
			const {device, peer} = first;
			const data = {count, peers, device: device.name, ...pod};
			const subject = {kind: 'Interface', name: device.name} as const;
			yield finding('allMissing', data, subject, {
				evidence: [{from: 'routes', excerpt: `no route to ${peer.podCidr}`}, announced(peer)],
				affects: brokenBy(device, environment),
			});
		}
		for (const {peer, device} of single) {
			const {node, podCidr, gateway} = peer;
			const data = {podCidr, gateway, peer: node, device: device.name, ...pod};
			yield finding('missing', data, subjectOf(peer), {
				evidence: [{from: 'routes', excerpt: `no route to ${podCidr}`}, announced(peer)],
				...concerning(peer, device),
			});
		}
		// What the kernel itself leads elsewhere is for overlay/peer-network.
		for (const {peer, device, deviation} of misledRoutesOf(comparison).others) {
			const {node, podCidr, gateway} = peer;
			const data = {podCidr, gateway, where: whereOf(deviation), peer: node, device: device.name, ...pod};
			yield finding('elsewhere', data, subjectOf(peer), {
				evidence: [{from: 'routes', excerpt: routeLine(deviation.route)}, announced(peer)],
				...concerning(peer, device),
			});
		}
	},
});

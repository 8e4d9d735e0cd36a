import {
	brokenBy,
	comparePeers,
	concerning,
	defineCheck,
	deviationsOf,
	flannelPodOf,
	formerNeighbour,
	isAnnouncedWrong,
	peerSubject,
	sharedByAll,
} from 'rke2-netdoctor';

/** With Canal flannel enters them, not Felix. */
const againBy = (cni: string | undefined): string =>
	cni === 'calico'
		? 'with Calico v3.28.0 to v3.28.2, v3.29.0 or v3.29.1 update RKE2; these take the right entry away as long as another has the same MAC'
		: 'find who writes such entries, a script or another service than flannel';

export default defineCheck({
	id: 'overlay/peer-neighbour',
	title: "The neighbour table knows the MAC address of every other node's VTEP",
	rationale:
		'Inside the tunnel packets carry the MAC of the VTEP that is to receive them. flannel, or Felix with Calico, enters it for each node and the kernel cannot ask for it; with a MAC that the node no longer has, everything sent there is dropped on arrival.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		nodes: 'kubernetes.nodes',
		neighbours: 'ip.neighbour',
		routes: 'ip.route',
		links: 'ip.link',
		reached: 'peer.overlay-reached',
		settled: 'rke2.settled',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has no neighbour entry for {gateway}, the VTEP of {peer}',
			guide: {
				steps: [
					{
						text: 'ip neighbour replace {gateway} lladdr {mac} dev {device} nud permanent',
						changes: 'node',
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/troubleshooting', 'calico/encapsulation'],
			},
			explains: ['overlay/peer-fdb#missing', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		former: {
			severity: 'critical',
			text: '{device} has no neighbour entry for {gateway}, the VTEP of {peer}; its MAC {mac} stands there for {former}, which no route uses any more',
			guide: {
				steps: [
					{text: 'ip neighbour show dev {device} | grep {mac}'},
					{
						text: 'ip neighbour del {former} dev {device}; ip neighbour replace {gateway} lladdr {mac} dev {device} nud permanent',
						changes: 'node',
					},
					{
						text: 'If it happens again: {again}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/troubleshooting', 'calico/encapsulation'],
			},
			explains: ['overlay/peer-fdb#missing', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		allMissing: {
			severity: 'critical',
			text: '{device} has no neighbour entry for the VTEP of any of the {count} other nodes ({peers})',
			guide: {
				steps: [
					{text: 'ip neighbour show dev {device}'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/logging', 'calico/component-logs'],
			},
			explains: [
				'overlay/peer-fdb#missing',
				'overlay/peer-fdb#allMissing',
				'overlay/peer-unreachable',
				'dns/endpoint-unreachable',
			],
		},
		stale: {
			severity: 'critical',
			text: 'Packets to {peer} are addressed to {has}{owner}, but {peer} announces {mac}',
			guide: {
				steps: [
					{text: 'ip neighbour show {gateway} dev {device}'},
					{
						text: 'ip link show {device}, on {peer}: only if it has {mac}, go on here; else run rke2-netdoctor on {peer}',
					},
					{
						text: 'ip neighbour replace {gateway} lladdr {mac} dev {device} nud permanent',
						changes: 'node',
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: [
					'flannel/backend-vxlan',
					'flannel/annotations',
					'flannel/troubleshooting',
					'calico/encapsulation',
				],
			},
			explains: ['overlay/peer-fdb#missing', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({nodes, neighbours, routes, links, reached}, {finding, environment}) {
		const comparison = comparePeers({nodes, neighbours, routes, links}, environment);
		const pod = flannelPodOf(environment);
		const announced = ({node, told}: {readonly node: string; readonly told: string}) =>
			({from: 'nodes', excerpt: `${node}: ${told}`}) as const;
		const {shared, single} = sharedByAll(deviationsOf(comparison, 'neighbour-missing'), comparison);
		for (const {first, count, peers} of shared) {
			const {device, peer} = first;
			yield finding(
				'allMissing',
				{count, peers, device: device.name, ...pod},
				{kind: 'Interface', name: device.name},
				{
					evidence: [
						{from: 'neighbours', excerpt: `no entry for ${peer.gateway} dev ${device.name}`},
						announced(peer),
					],
					affects: brokenBy(device, environment),
				},
			);
		}
		for (const {peer, device} of single) {
			const {node, gateway, mac = ''} = peer;
			const named = {gateway, mac, peer: node, device: device.name, ...pod};
			const details = {
				evidence: [
					{from: 'neighbours', excerpt: `no entry for ${gateway} dev ${device.name}`},
					announced(peer),
				],
				...concerning(peer, device),
			} as const;
			const subject = peerSubject(peer, device);
			const former = formerNeighbour(peer, device, neighbours, routes);
			if (former === undefined) {
				yield finding('missing', named, subject, details);
				continue;
			}
			yield finding(
				'former',
				{...named, former: former.address, again: againBy(environment.cni.value)},
				subject,
				{
					...details,
					evidence: [
						...details.evidence,
						{from: 'neighbours', excerpt: `${former.address} dev ${device.name} lladdr ${mac}`},
					],
				},
			);
		}
		for (const found of deviationsOf(comparison, 'neighbour-mac')) {
			const {peer, device, deviation} = found;
			const {node, gateway} = peer;
			// Where packets arrive nothing is lost: overlay/peer-announcement tells it.
			if (isAnnouncedWrong(found, reached)) {
				continue;
			}
			const owner = deviation.owner === undefined ? '' : ` of ${deviation.owner}`;
			yield finding(
				'stale',
				{
					gateway,
					owner,
					has: deviation.has,
					mac: deviation.expected,
					peer: node,
					device: device.name,
					...pod,
				},
				peerSubject(peer, device),
				{
					evidence: [
						{from: 'neighbours', excerpt: `${gateway} dev ${device.name} lladdr ${deviation.has}`},
						announced(peer),
					],
					...concerning(peer, device),
				},
			);
		}
	},
});

import {
	brokenBy,
	comparePeers,
	concerning,
	defineCheck,
	deviationsOf,
	fdbLinesOf,
	flannelPodOf,
	isAnnouncedWrong,
	peerSubject,
	sharedByAll,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/peer-fdb',
	title: 'The forwarding database leads the VTEP of every other node to that node',
	rationale:
		'The entry of a VTEP tells the address of the node that packets for it are sent to. flannel, or Felix with Calico, enters it for each node; without it the kernel drops the packets, and with an old address it sends them to whoever has that now.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		nodes: 'kubernetes.nodes',
		fdb: 'bridge.fdb',
		routes: 'ip.route',
		links: 'ip.link',
		reached: 'peer.overlay-reached',
		settled: 'rke2.settled',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: '{device} has no FDB entry for {mac}, the VTEP of {peer}: packets to its pods are dropped',
			guide: {
				steps: [
					{
						text: 'bridge fdb replace {mac} dev {device} dst {publicIp} self permanent',
						changes: 'node',
					},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/troubleshooting', 'calico/encapsulation'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		allMissing: {
			severity: 'critical',
			text: '{device} has no FDB entry for the VTEP of any of the {count} other nodes ({peers})',
			guide: {
				steps: [
					{text: 'bridge fdb show dev {device}'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'flannel/logging', 'calico/component-logs'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
		misdirected: {
			severity: 'critical',
			text: 'Packets to {peer} are sent to {has}{owner}, but {peer} announces {publicIp}',
			guide: {
				steps: [
					{text: 'bridge fdb show dev {device}'},
					{
						text: 'ip -brief address show, on {peer}: only if {publicIp} is there, or on a NAT in front of it, go on here; else run rke2-netdoctor on {peer}',
					},
					{
						text: 'bridge fdb replace {mac} dev {device} dst {publicIp} self permanent',
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
					'flannel/interface-selection',
					'calico/ip-autodetection',
				],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({nodes, fdb, routes, links, reached}, {finding, environment}) {
		const comparison = comparePeers({nodes, fdb, routes, links}, environment);
		const pod = flannelPodOf(environment);
		const lines = fdbLinesOf(fdb);
		const entries = (device: string, mac: string, publicIp: string): string =>
			lines(device, mac, publicIp) || `no entry for ${mac} dev ${device}`;
		// Where packets arrive nothing is lost: overlay/peer-announcement tells it.
		const isLost = (found: Parameters<typeof isAnnouncedWrong>[0]): boolean =>
			!isAnnouncedWrong(found, reached);
		const missing = deviationsOf(comparison, 'fdb-missing').filter(isLost);
		const {shared, single} = sharedByAll(missing, comparison);
		for (const {first, count, peers} of shared) {
			const {device, peer} = first;
			yield finding(
				'allMissing',
				{count, peers, device: device.name, ...pod},
				{kind: 'Interface', name: device.name},
				{
					evidence: [
						{from: 'fdb', excerpt: entries(device.name, peer.mac ?? '', peer.publicIp)},
						{from: 'nodes', excerpt: `${peer.node}: ${peer.told}`},
					],
					affects: brokenBy(device, environment),
				},
			);
		}
		const misdirected = deviationsOf(comparison, 'fdb-destination').filter(isLost);
		for (const {peer, device, deviation} of [...single, ...misdirected]) {
			const {node, publicIp, told, mac = ''} = peer;
			const data = {mac, publicIp, peer: node, device: device.name, ...pod};
			const subject = peerSubject(peer, device);
			const details = {
				evidence: [
					{from: 'fdb', excerpt: entries(device.name, mac, publicIp)},
					{from: 'nodes', excerpt: `${node}: ${told}`},
				],
				...concerning(peer, device),
			} as const;
			if (deviation.kind === 'fdb-missing') {
				yield finding('missing', data, subject, details);
			} else {
				const owner = deviation.owner === undefined ? '' : ` (${deviation.owner})`;
				const has = deviation.has.join(' and ');
				yield finding('misdirected', {...data, has, owner}, subject, details);
			}
		}
	},
});

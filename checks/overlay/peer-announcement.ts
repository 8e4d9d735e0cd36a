import {
	comparePeers,
	concerning,
	defineCheck,
	deviationsOf,
	fdbLinesOf,
	flannelPodOf,
	isAnnouncedWrong,
	peerSubject,
	reachedOf,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/peer-announcement',
	title: 'Other nodes announce the VTEP at which they answer',
	rationale:
		'flannel reads the MAC and the address of a peer from annotations of its Node. When the peer answers through the tunnel at something else, the kernel of this node is right and the announcement is not: entering it here would cut what works, and nodes that start flannel anew do enter it.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {
		nodes: 'kubernetes.nodes',
		neighbours: 'ip.neighbour',
		fdb: 'bridge.fdb',
		routes: 'ip.route',
		links: 'ip.link',
		overlay: 'peer.overlay',
	},
	messages: {
		mac: {
			severity: 'warning',
			text: '{peer} answers through {device} at the VTEP {has}, but announces {mac}: its announcement is wrong, and nodes that start flannel anew will lose it',
			guide: {
				steps: [
					{text: 'Run rke2-netdoctor on {peer}, and change nothing in the kernel of this node'},
					{text: 'ip link show {device}, on {peer}: does it have {has}?'},
					{
						text: 'If it does, let flannel announce it: kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={peer}',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/backend-vxlan', 'flannel/troubleshooting'],
			},
		},
		address: {
			severity: 'warning',
			text: '{peer} answers through {device} at {has}, but announces {publicIp}: its announcement is wrong, unless it has both addresses',
			guide: {
				steps: [
					{text: 'Run rke2-netdoctor on {peer}, and change nothing in the kernel of this node'},
					{text: 'ip -brief address show, on {peer}: does it have {publicIp}?'},
					{
						text: 'If it does not, let flannel announce it anew: kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={peer}',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/interface-selection', 'flannel/troubleshooting'],
			},
		},
	},
	*run({nodes, neighbours, fdb, routes, links, overlay}, {finding, environment}) {
		const comparison = comparePeers({nodes, neighbours, fdb, routes, links}, environment);
		const {namespace, selector} = flannelPodOf(environment);
		const reached = reachedOf(overlay);
		const lines = fdbLinesOf(fdb);
		const answered = (gateway: string) =>
			({from: 'overlay', excerpt: `${gateway}:10250 answers`, of: gateway}) as const;
		for (const found of deviationsOf(comparison, 'neighbour-mac')) {
			const {peer, device, deviation} = found;
			const {node, gateway} = peer;
			if (isAnnouncedWrong(found, reached)) {
				const {has, expected: mac} = deviation;
				yield finding(
					'mac',
					{peer: node, device: device.name, has, mac, namespace, selector},
					peerSubject(peer, device),
					{
						evidence: [
							{from: 'neighbours', excerpt: `${gateway} dev ${device.name} lladdr ${has}`},
							answered(gateway),
							{from: 'nodes', excerpt: `${node}: VtepMAC ${mac}`},
						],
						...concerning(peer, device),
					},
				);
			}
		}
		for (const found of deviationsOf(comparison, 'fdb-destination')) {
			const {peer, device, deviation} = found;
			const {node, gateway, publicIp, mac = ''} = peer;
			if (isAnnouncedWrong(found, reached)) {
				const has = deviation.has.join(' and ');
				yield finding(
					'address',
					{peer: node, device: device.name, has, publicIp, namespace, selector},
					peerSubject(peer, device),
					{
						evidence: [
							{from: 'fdb', excerpt: lines(device.name, mac, publicIp)},
							answered(gateway),
							{from: 'nodes', excerpt: `${node}: public-ip ${publicIp}`},
						],
						...concerning(peer, device),
					},
				);
			}
		}
	},
});

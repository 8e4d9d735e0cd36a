import {defineCheck, listNames, peerContactsOf, routingOf, strictAsymmetries, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/reverse-path-filter-arp',
	title: 'The reverse path filter drops no question of another node for the MAC of this one',
	rationale:
		'With rp_filter = 1 the kernel answers a question by ARP only where the answer to the one who asks would leave by the same interface. So another node never learns the MAC of this one, and sends it nothing: the counter of packets that the filter has dropped stays at 0. Only nodes that do not answer are judged.',
	when: {backend: ['vxlan'], cni: ['canal', 'flannel', 'calico']},
	needs: {
		...{sysctls: 'sysctl.network', links: 'ip.link', addresses: 'ip.address'},
		...{routes: 'ip.route', rules: 'ip.rule', fdb: 'bridge.fdb', counters: 'netstat.counters'},
		...{underlay: 'peer.underlay', overlay: 'peer.overlay', underlayPings: 'peer.underlay-ping'},
	},
	messages: {
		unanswered: {
			severity: 'critical',
			text: '{peers} get no answer by ARP from {device}, because those to them leave by {other}: rp_filter is 1 on {device}',
			guide: {
				steps: [
					{text: 'ip route get {peer} from {address}: it should say dev {device}'},
					{
						text: 'Add the route or the routing rule that is missing, or be less strict: sysctl -w net/ipv4/conf/{device}/rp_filter=2, and the same in /etc/sysctl.d/90-rke2.conf',
						changes: 'node',
					},
					{text: 'grep -rn rp_filter /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d'},
				],
				links: ['rancher/networking', 'flannel/interface-selection'],
			},
			explains: ['underlay/peer-unreachable', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({sysctls, links, addresses, routes, rules, fdb, counters, ...answers}, {finding, environment}) {
		const overlay = environment.overlayDevice.value;
		// What the filter has dropped already is another finding.
		if (overlay === undefined || counters.TcpExt?.IPReversePathFilter !== 0) {
			return;
		}
		const silent = peerContactsOf({...answers, overlayPings: []}).flatMap(({peer, underlay}) =>
			underlay === 'silent' || underlay === 'unclear' ? [peer] : [],
		);
		const routing = routingOf('ipv4', rules, routes);
		for (const found of strictAsymmetries(overlay, sysctls.ipv4, {links, addresses, fdb, routing})) {
			const {arrivesAt: device, leavesBy: other, address, own} = found;
			const peers = silent.filter(({underlay}) => found.peers.includes(underlay));
			const [first] = peers;
			if (first === undefined) {
				continue;
			}
			const peer = first.underlay;
			yield finding(
				'unanswered',
				{peers: listNames(peers.map(({name}) => name)), peer, device, other, address},
				{kind: 'Interface', name: `${device}, ${other}`},
				{
					evidence: [
						{from: 'sysctls', excerpt: String(own), of: `/proc/sys/net/ipv4/conf/${device}/rp_filter`},
						{
							from: 'routes',
							excerpt: `${peer} from ${address} dev ${other}`,
							of: `ip route get ${peer} from ${address}`,
						},
						{from: 'underlay', excerpt: `${peer}:10250 is silent`, of: peer},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

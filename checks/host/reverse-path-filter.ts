import {defineCheck, listNames, routingOf, strictAsymmetries, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/reverse-path-filter',
	title: 'The reverse path filter drops no overlay packet',
	rationale:
		'With rp_filter = 1 the kernel drops a packet unless the answer would leave by the interface by which it came; the greater of the values of "all" and of the interface counts. Nearly everywhere that is harmless, because ways are the same in both directions. It hurts on nodes with several interfaces where the route back to a peer leaves by another one.',
	when: {backend: ['vxlan'], cni: ['canal', 'flannel', 'calico']},
	needs: {
		sysctls: 'sysctl.network',
		links: 'ip.link',
		addresses: 'ip.address',
		routes: 'ip.route',
		rules: 'ip.rule',
		fdb: 'bridge.fdb',
		counters: 'netstat.counters',
	},
	messages: {
		asymmetric: {
			severity: 'critical',
			text: 'Overlay packets of {peers} arrive at {device}, but answers to them leave by {other}: with rp_filter = 1 on {device} the kernel drops them',
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
			explains: ['underlay/peer-unreachable', 'overlay/peer-unreachable', 'host/martian-packets'],
		},
	},
	*run({sysctls, links, addresses, routes, rules, fdb, counters}, {finding, environment}) {
		const overlay = environment.overlayDevice.value;
		// A counter of 0: since the node booted the filter has not dropped a single packet.
		if (overlay === undefined || counters.TcpExt?.IPReversePathFilter === 0) {
			return;
		}
		const routing = routingOf('ipv4', rules, routes);
		for (const found of strictAsymmetries(overlay, sysctls.ipv4, {links, addresses, fdb, routing})) {
			const {arrivesAt: device, leavesBy: other, address, peers, all, own} = found;
			const [peer = ''] = peers;
			yield finding(
				'asymmetric',
				{peers: listNames(peers), peer, device, other, address},
				{kind: 'Interface', name: `${device}, ${other}`},
				{
					evidence: [
						{
							from: 'sysctls',
							excerpt: String(all),
							of: '/proc/sys/net/ipv4/conf/all/rp_filter',
						},
						{from: 'sysctls', excerpt: String(own), of: `/proc/sys/net/ipv4/conf/${device}/rp_filter`},
						{
							from: 'routes',
							excerpt: `${peer} from ${address} dev ${other}`,
							of: `ip route get ${peer} from ${address}`,
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});

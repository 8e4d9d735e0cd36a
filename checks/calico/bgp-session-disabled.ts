import {
	bgpPeersOf,
	defineCheck,
	detailsOfPeers,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-session-disabled',
	title: 'No BGP session of this node is switched off',
	rationale:
		"A session that was disabled by hand with birdcl stays down until somebody enables it or BIRD starts again. Calico's own status does not list it at all. BIRD itself shuts a session down that brings more routes than an import limit allows, or whose password the kernel does not take; and it drops all of them when it finds port 179 taken.",
	when: {cni: ['calico'], bgp: true},
	needs: {birds: 'bird.protocols'},
	wants: {nodes: 'kubernetes.nodes'},
	messages: {
		disabled: {
			severity: 'critical',
			text: 'BGP with {peers} is switched off on this node: {count} of its sessions administratively down, which calicoctl node status does not show',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -r -s /var/run/calico/bird.ctl show protocols',
					},
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -s /var/run/calico/bird.ctl enable {name}',
						changes: 'node',
					},
				],
				links: ['calico/bgp-peer-status', 'calico/bird-routes'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		password: {
			severity: 'critical',
			text: 'BIRD has given up BGP with {peers}, since the kernel does not take {count:the password|the passwords} of {count:this session|these sessions}',
			guide: {
				steps: [
					{
						text: 'sysctl net.core.optmem_max: BIRD keeps one password per neighbour on the socket on which it listens, and the usual 20480 bytes have room for a few hundred',
					},
					{
						text: 'echo "net.core.optmem_max = 131072" > /etc/sysctl.d/90-bgp.conf; sysctl -p /etc/sysctl.d/90-bgp.conf',
						changes: 'node',
					},
					{
						text: 'Then restart BIRD: delete the calico-node pod of this node: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it stays: a kernel without CONFIG_TCP_MD5SIG takes no password; take password out of the BGPPeer or BGPConfiguration',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		noSocket: {
			severity: 'critical',
			text: 'BIRD has given up BGP with {peers}, since something else on this node has the BGP port (TCP 179)',
			guide: {
				steps: [
					{text: 'ss -ltnp "sport = :179": bgpd of FRR, GoBGP, the speaker of MetalLB or kube-vip'},
					{
						text: 'Stop it, or let it listen elsewhere (bgpd -p 0 does not listen at all); then delete the calico-node pod of this node: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'node',
					},
					{
						text: 'If both are needed: listenPort of the BGPConfiguration default gives Calico another port, which its peers then have to know and firewalls to let through',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
		limit: {
			severity: 'critical',
			text: 'BIRD has shut down BGP with {peers}, which sent more routes than the import limit allows',
			guide: {
				steps: [
					{
						text: 'crictl exec $(crictl ps -q --name calico-node) birdcl -r -s /var/run/calico/bird.ctl show protocols all {name}: Import limit',
					},
					{
						text: 'Let the other end send fewer routes, a default route in place of a full table',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer', 'calico/bgp-peer-status'],
			},
			explains: ['dns/endpoint-unreachable'],
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes ?? []);
		const groups = {
			disabled: peers.filter(
				({bird, session: {state, error}}) =>
					state === 'Down' && error === undefined && bird.state === 'Daemon is up and running',
			),
			password: peers.filter(({session: {error}}) => error?.text === 'Kernel MD5 auth failed'),
			noSocket: peers.filter(({session: {error}}) => error?.text === 'No listening socket'),
			limit: peers.filter(({session: {error}}) => error?.source === 'automatic'),
		} as const;
		for (const message of ['disabled', 'password', 'noSocket', 'limit'] as const) {
			const same = groups[message];
			const [first] = same;
			if (first !== undefined) {
				yield finding(
					message,
					{
						peers: namesOfPeers(same),
						count: same.length,
						name: first.session.name,
						node: thisNode(environment).name,
					},
					subjectOfPeers(same, thisNode(environment)),
					detailsOfPeers(same),
				);
			}
		}
	},
});

import {
	bgpPeersOf,
	defineCheck,
	detailsOfPeers,
	lostWithoutBgp,
	namesOfPeers,
	subjectOfPeers,
	thisNode,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/bgp-session-disabled',
	title: 'No BGP session of this node is switched off',
	rationale:
		"A session that was disabled by hand with birdcl stays down until somebody enables it or BIRD starts again. Calico's own status does not list it at all. BIRD itself shuts a session down that brings more routes than an import limit allows.",
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
			explains: lostWithoutBgp,
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
			explains: lostWithoutBgp,
		},
	},
	*run({birds, nodes}, {finding, environment}) {
		const peers = bgpPeersOf(birds, nodes ?? []);
		const groups = {
			disabled: peers.filter(
				({bird, session: {state, error}}) =>
					state === 'Down' && error === undefined && bird.state === 'Daemon is up and running',
			),
			limit: peers.filter(({session: {error}}) => error?.source === 'automatic'),
		} as const;
		for (const message of ['disabled', 'limit'] as const) {
			const same = groups[message];
			const [first] = same;
			if (first !== undefined) {
				yield finding(
					message,
					{
						peers: namesOfPeers(same),
						count: same.length,
						name: first.session.name,
					},
					subjectOfPeers(same, thisNode(environment)),
					detailsOfPeers(same),
				);
			}
		}
	},
});

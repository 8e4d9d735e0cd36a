import {
	defineCheck,
	listNames,
	type NetfilterDrop,
	netfilterRemedyOf,
	overlayVerdictOf,
	peerContactsOf,
	thisNode,
} from 'rke2-netdoctor';

/** A list of banned addresses: it would drop the answers of the same nodes outside of the tunnel, too. */
const isBan = ({end: {rule}}: NetfilterDrop): boolean =>
	/-A \S+ (?:-i \S+ )?-m set --match-set \S+ src(?: -m comment .*)? -j (?:DROP|REJECT)/.test(
		rule?.text ?? '',
	);

export default defineCheck({
	id: 'netfilter/overlay-port-suspect',
	title: 'Where the tunnel is silent, no rule of this node may have dropped its packets',
	rationale:
		'What a rule selects by a set, a MAC address, a rate, chance or what is in a packet cannot be told from outside, nor what a program does that packets are queued for. Such rules are judged only where nothing comes back through the tunnel: then one that may drop its packets is what to look at first. Lists of banned addresses are left out, because they would silence the nodes outside of the tunnel as well.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan']},
	needs: {
		passages: 'netfilter.overlay-walk',
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		links: 'ip.link',
		routes: 'ip.route',
	},
	messages: {
		mayDrop: {
			severity: 'critical',
			text: 'Nothing comes back from {peers} through {device}, and this node has a rule that may drop its packets (UDP port {port}) {direction}: {rule}',
			guide: {
				steps: [
					{text: '{show}: do the counters of that rule rise during a run of this diagnosis?'},
					{
						text: 'Let packets for UDP port {port} of the network of the nodes pass before it, where that rule was written',
						changes: 'node',
					},
					{
						text: 'A rule that queues packets drops them while no program reads the queue: cat /proc/net/netfilter/nfnetlink_queue',
					},
				],
				links: ['rke2/requirements-cni-ports', 'flannel/firewalls', 'calico/network-requirements'],
			},
			explains: ['netfilter/firewall-log', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({passages, links, routes, ...answers}, {finding, environment}) {
		const link = links.find(({name}) => name === environment.overlayDevice.value);
		const passage = link && passages.get(link.name);
		const {silent} = overlayVerdictOf(peerContactsOf(answers), routes, link?.name ?? '');
		if (link === undefined || passage === undefined || silent.length === 0) {
			return;
		}
		// What is dropped for certain is another finding.
		const {incoming, outgoing, suspects = {}} = passage;
		const suspect = [suspects.incoming, suspects.outgoing].find(one => one !== undefined && !isBan(one));
		if (suspect === undefined || incoming.length > 0 || outgoing.length > 0) {
			return;
		}
		const {chain, rule} = suspect.end;
		const tool = suspect.shownBy === 'nft' ? 'nftables ' : '';
		yield finding(
			'mayDrop',
			{
				peers: listNames(silent.map(({peer}) => peer.name)),
				device: link.name,
				port: link.vxlan?.port ?? '',
				direction: suspect === suspects.incoming ? 'on their way in' : 'on their way out',
				rule: `${tool}${rule?.text ?? `${chain} policy drop`}`,
				show: netfilterRemedyOf(suspect, '').show,
			},
			{kind: 'NetfilterRule', name: `UDP ${link.vxlan?.port ?? ''}`},
			{
				evidence: [
					{
						from: 'passages',
						excerpt: rule?.excerpt ?? `${chain} policy drop`,
						of: suspect.shownBy === 'nft' ? chain.split(' ').slice(0, 2).join(' ') : suspect.shownBy,
					},
					...silent.slice(0, 3).map(({peer}) => ({
						from: 'overlay' as const,
						excerpt: `${peer.overlay ?? ''}:10250 is silent`,
						of: peer.overlay ?? '',
					})),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
